package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.bench.MonitorsBench;
import dev.tracemap.server.console.Amounts;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Measures how monitors keep their promise on new data, and what they cost.
@picocli.CommandLine.Command(
        name = "monitors",
        description = "Save monitors of a generated week, judge the next week by them, and by many.")
final class BenchMonitorsCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Option(names = "--traces", description = "Of each week; default ${DEFAULT-VALUE}.", defaultValue = "1200")
    int traces = 1200;

    @Option(names = "--monitors", description = "Default ${DEFAULT-VALUE}.", defaultValue = "100")
    int monitors = 100;

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        MonitorsBench.Result result;
        try (Scratch scratch = Scratch.make("tracemap-bench")) {
            result = MonitorsBench.measure(traces, monitors, scratch.directory());
        }
        if (common.json) {
            ObjectNode document = (ObjectNode) Json.of(result);
            Json.print(console.out(), document);
            return 0;
        }
        Table table = new Table()
                .text("planted pattern", 28)
                .text("rule", 8)
                .number("promised precision")
                .number("recall")
                .number("kept precision")
                .number("recall ")
                .number("new items");
        for (MonitorsBench.Kept kept : result.kept()) {
            table.row(
                    kept.pattern(),
                    kept.rule(),
                    share(kept.promisedPrecision()),
                    share(kept.promisedRecall()),
                    share(kept.precision()),
                    share(kept.recall()),
                    Amounts.count(kept.planted()));
        }
        table.print(console.out());
        console.out()
                .printf(
                        Locale.ROOT,
                        "%d traces: stored in %.1f s, read and embedded in %.1f s; judged by %d monitors in %.1f s,"
                                + " %.3f of that%n",
                        result.traces(),
                        result.storeSeconds(),
                        result.readSeconds(),
                        result.monitors(),
                        result.judgeSeconds(),
                        result.ratio());
        return 0;
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.3f", share);
    }
}
