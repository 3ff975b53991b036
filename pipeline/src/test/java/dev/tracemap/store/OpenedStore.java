package dev.tracemap.store;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The store a contract speaks about.
interface OpenedStore {
    /// Empty when a test begins.
    Store store();

    /// The same store, closed and opened again.
    Store reopened();

    default List<List<@Nullable Object>> sql(String query) {
        return store().query(query, 100, Duration.ofSeconds(5)).rows();
    }
}
