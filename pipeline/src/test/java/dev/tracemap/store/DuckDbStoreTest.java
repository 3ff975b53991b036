package dev.tracemap.store;

import java.nio.file.Path;
import java.util.List;

final class DuckDbStoreTest extends StoreContract {
    @Override
    Store open(Path directory) {
        return DuckDbStore.open(directory, () -> Captured.MONDAY);
    }

    @Override
    public List<Path> files() {
        return List.of(directory);
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
