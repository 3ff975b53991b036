package dev.tracemap.source;

import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.store.ForeignDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An open source.
public final class TraceSource implements AutoCloseable {
    private final SourceSettings settings;
    private final ForeignDatabase database;
    private final Layout layout;

    private TraceSource(SourceSettings settings, ForeignDatabase database, Layout layout) {
        this.settings = settings;
        this.database = database;
        this.layout = layout;
    }

    /// Connects and looks at the tables.
    ///
    /// @throws StoreException when the server cannot be reached, or the tables are not those that were expected;
    ///     it says which columns are missing
    public static TraceSource open(SourceSettings settings, @Nullable String password) {
        ForeignDatabase database = ForeignDatabase.open(settings.address(), password);
        try {
            return new TraceSource(settings, database, Detection.of(settings, database::columns));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// What a user should know before trusting what is read; empty for nothing.
    public String note() {
        return layout.note();
    }

    /// Ids of traces about models that have a span in the window: all, or as many of them chosen by the seed alone.
    public List<String> traces(Instant from, Instant to, @Nullable Integer most, long seed) {
        String all = layout.ids(new Where(settings, from, to));
        String chosen = most == null
                ? "SELECT DISTINCT id FROM (" + all + ") ORDER BY id"
                : "SELECT DISTINCT id FROM (" + all + ") ORDER BY MD5(concat('" + seed + ":', id)), id LIMIT " + most;
        return database.rows(chosen).stream()
                .map(row -> row.getOrDefault("id", ""))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    /// The whole traces. Their spans are looked for up to a day outside of the window.
    public Conversion read(List<String> traces, Instant from, Instant to, Origin origin) {
        List<List<Map<String, String>>> rows = new ArrayList<>();
        for (String query : layout.rows(new Where(settings, from, to))) {
            rows.add(database.rows(query, traces));
        }
        return layout.convert(rows, origin);
    }

    @Override
    public void close() {
        database.close();
    }
}
