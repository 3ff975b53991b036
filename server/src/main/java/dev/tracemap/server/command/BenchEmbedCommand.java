package dev.tracemap.server.command;

import dev.tracemap.server.bench.EmbedBench;
import dev.tracemap.server.console.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    @Option(names = "--texts", description = "Texts of each length; default 400.")
    int texts = 400;

    @Override
    public int run(Console console) throws InterruptedException {
        List<EmbedBench.Round> rounds = new ArrayList<>();
        for (int each : words) {
            try {
                rounds.add(EmbedBench.round(each, texts, Runtime.getRuntime().availableProcessors()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (!common.json) {
                Json.print(console.out(), Json.of(rounds.getLast()));
            }
        }
        if (common.json) {
            Json.print(console.out(), Json.of(rounds));
        }
        return 0;
    }
}
