package dev.tracemap.server.command;

import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.store.ClickHouseStore;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fresh stores to measure: DuckDB in a directory of its own and, where an address is given, ClickHouse.
final class BenchStores {
    private BenchStores() {}

    interface Measured<T> {
        T of(String engine, Store store);
    }

    /// @param address its database must hold no events
    static <T> List<T> each(@Nullable ClickHouseAddress address, Measured<T> measured) throws CommandFailed {
        List<T> results = new ArrayList<>();
        try (Scratch scratch = Scratch.make("tracemap-bench");
                Store store = DuckDbStore.open(scratch.directory(), InstantSource.system())) {
            results.add(measured.of("DuckDB", store));
        }
        if (address != null) {
            try (Store store =
                    ClickHouseStore.open(address, System.getenv("CLICKHOUSE_PASSWORD"), InstantSource.system())) {
                if (!store.teams().isEmpty()) {
                    throw new CommandFailed(address + " holds events; name a database that does not exist yet");
                }
                results.add(measured.of("ClickHouse", store));
            }
        }
        return results;
    }
}
