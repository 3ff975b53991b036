package dev.tracemap.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes ClickHouse forget bytes, not only rows. It writes parts anew without what was deleted, and keeps the old parts
/// for some minutes in case the new ones were not yet on disk. Here the new ones are synced, so the old may go at once.
final class ClickHousePurge {
    /// Those in which rows that were replaced or deleted before may still lie; they are small beside the events.
    private static final List<String> REWRITTEN = List.of(
            "item_digests",
            "item_embeddings",
            "memberships",
            "clusters",
            "cluster_scores",
            "hierarchy",
            "taxonomy_edits",
            "drivers",
            "monitors",
            "monitor_hits",
            "centroids",
            "assignments",
            "labels",
            "label_progress",
            "stage_outcomes",
            "runs",
            "scores",
            "model_batches",
            "jobs",
            "schedule_marks");
    private static final int LOOKS = 300;
    private static final int BETWEEN_LOOKS_MILLIS = 1000;

    private final Connection connection;
    private final ClickHouseAddress address;
    private final Set<String> prepared = new HashSet<>();

    ClickHousePurge(Connection connection, ClickHouseAddress address) {
        this.connection = connection;
        this.address = address;
    }

    /// Returns once every replica has done it.
    void delete(String table, String condition, @Nullable Object... values) throws SQLException {
        delete(table, Sql.of(condition, values));
    }

    void delete(String table, Sql condition) throws SQLException {
        Sql found = Sql.of("SELECT 1 FROM " + table + " WHERE").add(condition).add("LIMIT 1 SETTINGS final = 0");
        if (found.first(connection, row -> true).isPresent()) {
            prepare(table);
            Sql.of("ALTER TABLE " + table + " DELETE WHERE").add(condition).execute(connection);
        }
    }

    /// From now on a part that is not used any more may leave the disk after a second.
    private void prepare(String table) throws SQLException {
        if (prepared.add(table) && !isSet(table)) {
            Sql.of("ALTER TABLE " + table + ClickHouseMigrations.onCluster(address)
                            + " MODIFY SETTING old_parts_lifetime = 1, min_rows_to_fsync_after_merge = 1")
                    .execute(connection);
        }
    }

    private boolean isSet(String table) throws SQLException {
        return Sql.of(
                        "SELECT 1 FROM system.tables WHERE database = ? AND name = ?"
                                + " AND position(create_table_query, 'min_rows_to_fsync_after_merge') > 0",
                        address.database(),
                        table)
                .first(connection, row -> true)
                .isPresent();
    }

    /// Replicas run deletions by themselves and look at their own copy of a table.
    void everywhere(String table) throws SQLException {
        if (address.cluster() != null) {
            Sql.of("SYSTEM SYNC REPLICA" + ClickHouseMigrations.onCluster(address) + " " + table)
                    .execute(connection);
        }
    }

    /// Waits until nothing is on disk but what the tables show.
    ///
    /// @throws StoreException when the server keeps old parts for longer than five minutes
    void dropOldRows() throws SQLException {
        Set<String> filled =
                new HashSet<>(parts("1").stream().map(List::getFirst).toList());
        for (String table : REWRITTEN) {
            if (filled.contains(table)) {
                prepare(table);
                Sql.of("OPTIMIZE TABLE " + table + " FINAL").execute(connection);
            }
        }
        prepare("events");
        Sql.of("ALTER TABLE events APPLY DELETED MASK").execute(connection);
        List<List<String>> waitedFor = parts("0");
        for (int look = 0; look < LOOKS; look++) {
            pause();
            clear(waitedFor);
            if (parts("0").stream().noneMatch(waitedFor::contains)) {
                return;
            }
        }
        throw new StoreException("the rows are deleted, but ClickHouse still keeps old parts of its tables on disk;"
                + " system.parts names them (active = 0), and its log says why");
    }

    /// Table and name of each.
    ///
    /// @param active `1` = in use, `0` = kept for a while
    private List<List<String>> parts(String active) throws SQLException {
        String parts = address.cluster() == null
                ? "system.parts"
                : "clusterAllReplicas(" + ClickHouseMigrations.quoted(address.cluster()) + ", system.parts)";
        return Sql.of(
                        "SELECT table, name FROM " + parts + " WHERE database = ? AND active = " + active,
                        address.database())
                .list(connection, row -> List.of(row.getString(1), row.getString(2)));
    }

    /// Dropping a partition, even one that there is not, lets a server look for old parts at once.
    private void clear(List<List<String>> waitedFor) throws SQLException {
        for (String table : waitedFor.stream().map(List::getFirst).distinct().toList()) {
            Sql.of("ALTER TABLE " + table + " DROP PARTITION ID '000000'").execute(connection);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("the rows are deleted, but the wait for old parts of tables was broken off", e);
        }
    }
}
