package dev.tracemap.server.command;

import dev.tracemap.server.console.Console;
import dev.tracemap.store.ClickHouseAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command takes.
final class Common {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is kept; created if absent (default: ~/.tracemap).")
    Path dataDir = Path.of(System.getProperty("user.home"), ".tracemap");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (default: tracemap.yaml in the data directory).")
    @Nullable
    Path config;

    @Option(
            names = "--store",
            paramLabel = "ADDRESS",
            description = "A ClickHouse server that keeps everything instead of the data directory:"
                    + " clickhouse://user@host:8123/database; the password comes from CLICKHOUSE_PASSWORD.")
    @Nullable
    String store;

    @Option(names = "--json", description = "Print one JSON document instead of tables.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    /// The configuration file that was named, where the user of the console would look for it; or null.
    @Nullable
    Path config(Console console) {
        return config == null ? null : console.resolve(config);
    }

    /// The store that was named, or null.
    ///
    /// @throws IllegalArgumentException for what is no address of one
    @Nullable
    ClickHouseAddress store() {
        return store == null ? null : ClickHouseAddress.parse(store);
    }

    /// The same server with another database.
    ///
    /// @param ending what the name of the database ends in
    @Nullable
    ClickHouseAddress store(String ending) {
        ClickHouseAddress named = store();
        return named == null ? null : named.within(named.database() + ending);
    }
}
