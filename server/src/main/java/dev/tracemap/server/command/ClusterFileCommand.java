package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import dev.tracemap.cluster.Assignment;
import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.ClusteringParams;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.MatrixFile;
import dev.tracemap.run.RunInputs;
import dev.tracemap.server.console.Amounts;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.ProgressDisplay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Clusters the rows of a matrix, without any traces.
@picocli.CommandLine.Command(
        name = "cluster",
        description = "The compute core alone: cluster the rows of a matrix, .npy or .parquet.")
final class ClusterFileCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Parameters(
            paramLabel = "FILE",
            description = "n rows of d numbers: .npy, or .parquet with lists or columns of floats.")
    Path file = Path.of("");

    @Option(names = "--labels-out", paramLabel = "FILE", description = "Write one cluster id a row; -1 is noise.")
    @Nullable
    Path labelsOut;

    @Option(names = "--repeat", description = "Do it this many times and report the last; default 1.")
    int repeat = 1;

    @Mixin
    ClusteringOptions options = new ClusteringOptions();

    @Override
    public int run(Console console) throws CommandFailed {
        ObjectNode inputs = Json.object();
        options.addTo(inputs);
        ClusteringParams params = RunInputs.parse(inputs).clustering();
        if (repeat < 1) {
            throw new IllegalArgumentException("--repeat takes a whole number from 1");
        }
        Matrix rows = read(console);
        Clustering clustering = cluster(rows, params, console);
        if (labelsOut != null) {
            write(clustering, console.resolve(labelsOut));
        }
        report(rows, clustering, console);
        return 0;
    }

    private Matrix read(Console console) throws CommandFailed {
        Path source = console.resolve(file);
        if (!Files.isReadable(source)) {
            throw new CommandFailed("there is no file " + source + " that can be read");
        }
        try {
            return source.toString().toLowerCase(Locale.ROOT).endsWith(".parquet")
                    ? ParquetMatrix.read(source)
                    : MatrixFile.read(source);
        } catch (IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private Clustering cluster(Matrix rows, ClusteringParams params, Console console) {
        try (ProgressDisplay display = new ProgressDisplay(console)) {
            Clustering clustering = Clusterer.cluster(rows, params, display::at);
            for (int round = 1; round < repeat; round++) {
                clustering = Clusterer.cluster(rows, params, display::at);
            }
            return clustering;
        }
    }

    private static void write(Clustering clustering, Path target) {
        String labels = clustering.assignments().stream()
                .map(assignment -> switch (assignment) {
                    case Assignment.Member member -> String.valueOf(member.cluster());
                    case Assignment.Noise _ -> "-1";
                })
                .collect(Collectors.joining("\n", "", "\n"));
        try {
            Files.writeString(target, labels);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    private void report(Matrix rows, Clustering clustering, Console console) {
        if (!common.json) {
            console.out()
                    .printf(
                            "%s rows of %d: %d clusters, %s in none%n",
                            Amounts.count(rows.rows()),
                            rows.columns(),
                            clustering.groups().size(),
                            Amounts.count(clustering.noise()));
            clustering.seconds().forEach((stage, seconds) -> console.out().printf("%-12s %8.3f s%n", stage, seconds));
            clustering.warnings().forEach(warning -> console.out().println("note: " + warning));
            return;
        }
        ObjectNode document = Json.object().put("n", rows.rows()).put("d", rows.columns());
        document.set("seconds", Json.of(clustering.seconds()));
        document.put("clusters", clustering.groups().size()).put("noise", clustering.noise());
        document.put("cpu_seconds", cpuSeconds());
        document.set("chosen", Json.of(clustering.chosen()));
        document.set("warnings", Json.of(clustering.warnings()));
        Json.print(console.out(), document);
    }

    /// Of this process since its start.
    private static double cpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
