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

    /// How a query reads a value within a JSON column as text.
    ///
    /// @param path names, and places in lists counted from 0
    String property(String column, String... path);

    /// A query that takes minutes.
    String endless();

    default List<List<@Nullable Object>> sql(String query) {
        return store().query(query, 100, Duration.ofSeconds(5)).rows();
    }
}
