package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.ClusteringParams;
import dev.tracemap.cluster.TopicMixture;
import dev.tracemap.run.RunInputs;
import dev.tracemap.server.bench.ComputeBench;
import dev.tracemap.server.bench.ComputeRound;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.ProgressDisplay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Times whole clusterings of generated matrices.
@picocli.CommandLine.Command(
        name = "compute",
        description = "Time whole clusterings of generated matrices, per stage, as lines of JSON.")
final class BenchComputeCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Option(
            names = "--size",
            paramLabel = "ROWSxCOLUMNS",
            split = ",",
            description = "Sizes of the matrices; default 1000x3072,5000x384,5000x3072,20000x384.")
    List<String> sizes = List.of("1000x3072", "5000x384", "5000x3072", "20000x384");

    @Option(names = "--rounds", description = "Warm rounds of each size in this process; default 2.")
    int rounds = 2;

    @Option(names = "--fresh", description = "Fresh processes of each size; default 1.")
    int fresh = 1;

    @Option(names = "--rare", description = "Plant 60 common topics and ten of 0.05 to 0.5 % instead of 20 topics.")
    boolean rare;

    @Mixin
    ClusteringOptions options = new ClusteringOptions();

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        ObjectNode inputs = Json.object();
        options.addTo(inputs);
        ClusteringParams params = RunInputs.parse(inputs).clustering();
        List<int[]> wanted = sizes.stream().map(BenchComputeCommand::size).toList();
        List<ComputeRound> done = new ArrayList<>();
        for (int[] size : wanted) {
            measure(size[0], size[1], params, done, console);
        }
        List<ComputeBench.Growth> growth = ComputeBench.growth(done);
        if (common.json) {
            ObjectNode document = Json.object();
            document.set("rounds", Json.of(done));
            document.set("growth", Json.of(growth));
            Json.print(console.out(), document);
        } else {
            growth.forEach(step -> Json.print(console.out(), Json.of(step)));
        }
        return 0;
    }

    private static int[] size(String text) {
        String[] parts = text.split("x", -1);
        try {
            int[] size = {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
            if (parts.length == 2 && size[0] > 0 && size[1] > 0 && (long) size[0] * size[1] < Integer.MAX_VALUE - 8) {
                return size;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Said below, together with sizes that are numbers but cannot be.
        }
        throw new IllegalArgumentException(
                "--size takes ROWSxCOLUMNS, for instance 20000x384, with less than 2147483639 values; not " + text);
    }

    private void measure(int n, int d, ClusteringParams params, List<ComputeRound> done, Console console)
            throws CommandFailed, InterruptedException {
        TopicMixture mixture = rare ? TopicMixture.RARE : TopicMixture.USUAL;
        ComputeBench.Data data = ComputeBench.Data.of(n, d, mixture, params.seed(), params.threads());
        try (ProgressDisplay display = new ProgressDisplay(console)) {
            for (int round = 1; round <= rounds; round++) {
                add(ComputeBench.warm(data, params, round, display::at), done, console);
            }
            for (int round = 1; round <= fresh; round++) {
                add(ComputeBench.fresh(data, options.asArguments(), round), done, console);
            }
        } catch (IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private void add(ComputeRound round, List<ComputeRound> done, Console console) {
        done.add(round);
        if (!common.json) {
            Json.print(console.out(), Json.of(round));
            console.out().flush();
        }
    }
}
