package dev.tracemap.server.command;

import dev.tracemap.server.bench.MetricsBench;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Times the figures of a run's clusters in a store full of other events.
@picocli.CommandLine.Command(
        name = "metrics",
        description = "Time the figures of a run of 1,500 traces among millions of events; with --store clickhouse://…"
                + " in ClickHouse too, in databases that do not exist yet.")
final class BenchMetricsCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Option(
            names = "--events",
            split = ",",
            description = "How many the store holds; default ${DEFAULT-VALUE}.",
            defaultValue = "1000000,10000000")
    List<Long> events = List.of(1_000_000L, 10_000_000L);

    @Option(names = "--repeats", description = "Default ${DEFAULT-VALUE}.", defaultValue = "21")
    int repeats = 21;

    @Override
    public int run(Console console) throws CommandFailed {
        List<MetricsBench.Row> rows = new ArrayList<>();
        for (long each : events) {
            BenchStores.each(
                            common.store("_" + each),
                            (engine, store) -> MetricsBench.measure(engine, store, each, repeats))
                    .forEach(rows::addAll);
        }
        if (common.json) {
            Json.print(console.out(), Json.of(rows));
            return 0;
        }
        Table table = new Table()
                .text("question", 12)
                .text("engine", 12)
                .number("events")
                .number("median ms")
                .number("slowest ms")
                .number("processor ms");
        rows.stream()
                .sorted(Comparator.comparing(MetricsBench.Row::question).thenComparing(MetricsBench.Row::engine))
                .forEach(row -> table.row(
                        row.question(),
                        row.engine(),
                        String.valueOf(row.events()),
                        millis(row.median()),
                        millis(row.slowest()),
                        millis(row.processor())));
        table.print(console.out());
        return 0;
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
