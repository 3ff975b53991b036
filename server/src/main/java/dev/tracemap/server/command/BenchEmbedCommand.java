package dev.tracemap.server.command;

import dev.tracemap.server.bench.EmbedBench;
import dev.tracemap.server.console.Console;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Times embedding in process, beside langchain4j.
@picocli.CommandLine.Command(
        name = "embed",
        description = "Time embedding in process, beside langchain4j's embedAll, as lines of JSON.")
final class BenchEmbedCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Option(names = "--words", split = ",", description = "Words of a text; default 15,60,120.")
    List<Integer> words = List.of(15, 60, 120);

    @Option(names = "--texts", description = "Texts of each length in each of five rounds; default 120.")
    int texts = 120;

    @Override
    public int run(Console console) {
        List<EmbedBench.Row> rows = new ArrayList<>();
        for (int each : words) {
            rows.add(EmbedBench.row(each, texts, Runtime.getRuntime().availableProcessors()));
            if (!common.json) {
                Json.print(console.out(), Json.of(rows.getLast()));
            }
        }
        if (common.json) {
            Json.print(console.out(), Json.of(rows));
        }
        return 0;
    }
}
