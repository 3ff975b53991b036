package dev.tracemap.server.command;

import dev.tracemap.server.bench.AssignBench;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Times the assignment of items to centroids inside the store.
@picocli.CommandLine.Command(
        name = "assign",
        description = "Time how the store puts embedded items beside the nearest of some centroids; with --store"
                + " clickhouse://… in ClickHouse too, in a database that does not exist yet.")
final class BenchAssignCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Option(names = "--items", description = "How many; default ${DEFAULT-VALUE}.", defaultValue = "1000000")
    int items = 1_000_000;

    @Option(names = "--centroids", description = "Default ${DEFAULT-VALUE}.", defaultValue = "100")
    int centroids = 100;

    @Option(names = "--dimensions", description = "Default ${DEFAULT-VALUE}.", defaultValue = "384")
    int dimensions = 384;

    @Override
    public int run(Console console) throws CommandFailed {
        List<AssignBench.Row> rows = BenchStores.each(
                common.store(), (engine, store) -> AssignBench.measure(engine, store, items, centroids, dimensions));
        if (common.json) {
            Json.print(console.out(), Json.of(rows));
            return 0;
        }
        Table table = new Table()
                .text("engine", 12)
                .number("items")
                .number("centroids")
                .number("engine s")
                .number("in process s")
                .number("fit nowhere")
                .number("different")
                .number("ties");
        rows.forEach(row -> table.row(
                row.engine(),
                String.valueOf(row.items()),
                String.valueOf(row.centroids()),
                seconds(row.assign()),
                seconds(row.inProcess()),
                String.valueOf(row.nowhere()),
                String.valueOf(row.different()),
                String.valueOf(row.ties())));
        table.print(console.out());
        return 0;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
