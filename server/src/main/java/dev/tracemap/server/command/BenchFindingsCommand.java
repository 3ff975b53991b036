package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.bench.FindingsBench;
import dev.tracemap.server.bench.FindingsBench.Row;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Measures findings on labelled traces.
@picocli.CommandLine.Command(
        name = "findings",
        description = "Measure failure findings, facets and concern on a folder of labelled traces.")
final class BenchFindingsCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Parameters(
            paramLabel = "FOLDER",
            description = "Holds events.posthog.jsonl.gz and labels.jsonl.gz, such as the failure-modes set.")
    Path folder = Path.of(".");

    @Override
    public int run(Console console) throws CommandFailed {
        FindingsBench.Result result;
        try {
            result = FindingsBench.run(console.resolve(folder));
        } catch (IOException e) {
            throw new CommandFailed("cannot read " + folder + ": " + e.getMessage());
        }
        if (common.json) {
            Json.print(console.out(), Json.of(document(result)));
            return 0;
        }
        Table table = new Table()
                .text("what", 56)
                .number("planted")
                .number("recall")
                .number("precision")
                .number("of all")
                .number("background");
        Stream.of(result.leaves(), result.facets())
                .flatMap(List::stream)
                .forEach(row -> table.row(
                        row.what(),
                        String.valueOf(row.planted()),
                        figure(row.recall()),
                        figure(row.precision()),
                        figure(row.precisionOverAll()),
                        String.valueOf(row.background())));
        table.print(console.out());
        console.out()
                .printf(
                        Locale.ROOT,
                        "%nfindings: mean recall %.3f, mean precision %.3f, over all %d traces %.3f%n"
                                + "concern: rank correlation %.3f with planted, %.3f with planted or not successful%n",
                        mean(result.leaves(), Row::recall),
                        mean(result.leaves(), Row::precision),
                        result.traces(),
                        mean(result.leaves(), Row::precisionOverAll),
                        result.planted(),
                        result.failed());
        return 0;
    }

    private static double mean(List<Row> rows, ToDoubleFunction<Row> figure) {
        return rows.stream().mapToDouble(figure).average().orElse(0);
    }

    private static String figure(double share) {
        return String.format(Locale.ROOT, "%.3f", share);
    }

    private static ObjectNode document(FindingsBench.Result result) {
        ObjectNode document = Json.object().put("traces", result.traces());
        document.putObject("concern_rank_correlation")
                .put("planted", result.planted())
                .put("planted_or_not_successful", result.failed());
        Stream.of(result.leaves(), result.facets()).flatMap(List::stream).forEach(row -> document.withArray(
                        result.leaves().contains(row) ? "leaves" : "facets")
                .addObject()
                .put("what", row.what())
                .put("planted", row.planted())
                .put("recall", row.recall())
                .put("precision", row.precision())
                .put("precision_over_all", row.precisionOverAll())
                .put("background", row.background()));
        return document;
    }
}
