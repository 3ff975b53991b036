package dev.tracemap.store;

import java.nio.file.Path;

final class DuckDbStoreTest extends StoreContract {
    @Override
    Store open(Path directory) {
        return DuckDbStore.open(directory, () -> Captured.MONDAY);
    }
}
