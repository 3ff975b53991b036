package dev.tracemap.store;

import java.nio.file.Path;

/// Deletion too, which ClickHouse refuses so far.
final class DuckDbStoreTest extends StoreContract implements DeletionContract {
    @Override
    Store open(Path directory) {
        return DuckDbStore.open(directory, () -> Captured.MONDAY);
    }

    @Override
    public Path files() {
        return directory;
    }

    @Override
    public String property(String column, String... path) {
        return column + "->>'/" + String.join("/", path) + "'";
    }

    @Override
    public String endless() {
        return "SELECT count(*) FROM generate_series(1, 10000000) a(x), generate_series(1, 10000000) b(y)"
                + " WHERE (x * y) % 7 = 3";
    }
}
