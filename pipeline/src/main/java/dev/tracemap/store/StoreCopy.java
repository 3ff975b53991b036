package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Copies a DuckDB store into one in ClickHouse, with everything that was derived.
///
/// May be broken off and begun again, and done twice: events that are there already are left alone, and of every other
/// row that was written there since, the newer one stays.
public final class StoreCopy {
    private static final int PAGE = 20_000;
    /// Runs come after what belongs to them: a run that is there is there whole.
    private static final List<String> TABLES = List.of(
            "vectors",
            "item_embeddings",
            "item_digests",
            "model_use",
            "clusters",
            "memberships",
            "labels",
            "label_progress",
            "stage_outcomes",
            "scores",
            "cluster_scores",
            "hierarchy",
            "drivers",
            "centroids",
            "model_batches",
            "taxonomy_edits",
            "monitors",
            "monitor_hits",
            "jobs",
            "schedule_marks",
            "runs");

    private final DuckDb from;
    private final ClickHouse to;

    private StoreCopy(DuckDb from, ClickHouse to) {
        this.from = from;
        this.to = to;
    }

    /// Hears how far a table has come.
    public interface Listener {
        void copied(String table, long rows, long of);
    }

    /// @param events stored and found there already
    /// @param rows of every other table
    public record Copied(Store.Appended events, Map<String, Long> rows) {}

    public static Copied run(DuckDbStore from, ClickHouseStore to, Listener listener) {
        StoreCopy copy = new StoreCopy(from.database(), to.database());
        Store.Appended events = copy.events(to, listener);
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : TABLES) {
            rows.put(table, copy.table(table, listener));
        }
        return new Copied(events, rows);
    }

    private Store.Appended events(ClickHouseStore store, Listener listener) {
        int stored = 0;
        int duplicates = 0;
        List<String> conflicting = new ArrayList<>();
        long end = end("events");
        for (long first = 0; first < end; first += PAGE) {
            long start = first;
            List<Event> page = from.read(connection -> EventTable.read(
                    connection,
                    Sql.of(
                            "SELECT " + EventTable.COLUMNS
                                    + " FROM events WHERE events.rowid >= ? AND events.rowid < ?",
                            start,
                            start + PAGE)));
            Store.Appended appended = store.append(page);
            stored += appended.stored();
            duplicates += appended.duplicates();
            conflicting.addAll(appended.conflicting());
            listener.copied("events", Math.min(end, first + PAGE), end);
        }
        return new Store.Appended(stored, duplicates, conflicting);
    }

    private long end(String table) {
        return from.read(connection -> Sql.of("SELECT coalesce(max(rowid) + 1, 0) FROM " + table)
                .first(connection, row -> row.getLong(1))
                .orElse(0L));
    }

    private long table(String table, Listener listener) {
        Map<String, String> types = types(table);
        long copied = 0;
        long end = end(table);
        for (long first = 0; first < end; first += PAGE) {
            List<List<@Nullable Object>> page = page(table, types, first);
            to.with(connection -> {
                ClickHouseRows.insert(connection, table, "row_version, " + String.join(", ", types.keySet()), page);
                return true;
            });
            copied += page.size();
            listener.copied(table, Math.min(end, first + PAGE), end);
        }
        return copied;
    }

    /// The columns there, in their order.
    private Map<String, String> types(String table) {
        Map<String, String> types = new LinkedHashMap<>();
        to.with(connection -> Sql.of(
                        "SELECT name, type FROM system.columns WHERE database = ? AND table = ?"
                                + " AND name <> 'row_version' ORDER BY position",
                        to.address().database(),
                        table)
                .list(connection, row -> types.put(row.getString(1), row.getString(2))));
        return types;
    }

    private List<List<@Nullable Object>> page(String table, Map<String, String> types, long first) {
        String columns = types.entrySet().stream()
                .map(column -> column.getValue().contains("DateTime64")
                        ? "epoch_us(" + column.getKey() + ") AS " + column.getKey()
                        : column.getKey())
                .collect(Collectors.joining(", "));
        Sql sql = Sql.of(
                "SELECT rowid, " + columns + " FROM " + table + " WHERE rowid >= ? AND rowid < ?", first, first + PAGE);
        return from.read(connection -> rows(connection, sql, table, types));
    }

    private static List<List<@Nullable Object>> rows(
            Connection connection, Sql sql, String table, Map<String, String> types) throws SQLException {
        return sql.list(connection, row -> {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(version(table, row.getLong("rowid")));
            for (Map.Entry<String, String> column : types.entrySet()) {
                values.add(value(row, column.getKey(), column.getValue()));
            }
            return values;
        });
    }

    /// Below that of every row written there. Calls of models are told apart by it, as nothing else does.
    private static long version(String table, long rowid) {
        return table.equals("model_use") ? -1 - rowid : Long.MIN_VALUE;
    }

    private static @Nullable Object value(ResultSet row, String column, String type) throws SQLException {
        Object value = row.getObject(column);
        if (value == null) {
            return type.startsWith("Array") ? List.of() : null;
        }
        if (type.contains("DateTime64")) {
            return Sql.instant(row.getLong(column));
        }
        return switch (type) {
            case "Array(Float32)" ->
                value instanceof Array
                        ? ClickHouseVectors.floats(row, column)
                        : VectorTable.floats(row.getBytes(column));
            case "Array(String)" -> Sql.texts(row, column);
            case "Array(Int32)" -> Sql.integers(row, column);
            case "String", "Nullable(String)" -> row.getString(column);
            default -> value;
        };
    }
}
