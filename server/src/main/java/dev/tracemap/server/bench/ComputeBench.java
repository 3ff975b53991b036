package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.tracemap.cluster.Assignment;
import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.ClusteringParams;
import dev.tracemap.cluster.MatrixFile;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.TopicMixture;
import dev.tracemap.cluster.Workers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Times whole clusterings, again and again in this process or each in a fresh one.
public final class ComputeBench {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final double LEAST_SECONDS = 1e-3;

    private ComputeBench() {}

    /// @param rareTopics labels of those that make up half a percent or less
    public record Data(TopicMixture.Sample sample, List<Integer> rareTopics) {

        public static Data of(int n, int d, TopicMixture mixture, long seed, int threads) {
            int common = mixture.topics() - mixture.rareShares().length;
            List<Integer> rare =
                    IntStream.range(common, mixture.topics()).boxed().toList();
            try (Workers workers = new Workers(threads)) {
                return new Data(mixture.rows(n, d, seed, workers), rare);
            }
        }

        /// Rare topics most of which are in one cluster that mostly consists of them.
        int found(int[] labels) {
            return (int)
                    rareTopics.stream().filter(topic -> found(topic, labels)).count();
        }

        private boolean found(int topic, int[] labels) {
            int clusters = IntStream.of(labels).max().orElse(-1) + 1;
            int[] inCluster = new int[clusters];
            int[] clusterSize = new int[clusters];
            int size = 0;
            for (int row = 0; row < labels.length; row++) {
                boolean own = sample.labels()[row] == topic;
                size += own ? 1 : 0;
                if (labels[row] >= 0) {
                    clusterSize[labels[row]]++;
                    inCluster[labels[row]] += own ? 1 : 0;
                }
            }
            int members = size;
            return IntStream.range(0, clusters)
                    .anyMatch(c -> 2 * inCluster[c] > members && 2 * inCluster[c] > clusterSize[c]);
        }
    }

    public static ComputeRound warm(Data data, ClusteringParams params, int round, Progress progress) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long began = System.nanoTime();
        Clustering clustering = Clusterer.cluster(data.sample().rows(), params, progress);
        Map<String, Double> seconds = new LinkedHashMap<>(clustering.seconds());
        seconds.put("total", (System.nanoTime() - began) / 1e9);
        int[] labels = clustering.assignments().stream()
                .mapToInt(assignment -> switch (assignment) {
                    case Assignment.Member member -> member.cluster();
                    case Assignment.Noise _ -> -1;
                })
                .toArray();
        return ComputeRound.of(data, "warm", round, seconds, labels, (system.getProcessCpuTime() - cpu) / 1e9);
    }

    /// Runs `cluster FILE` as a program of its own.
    ///
    /// @param options of the clustering, as on the command line
    public static ComputeRound fresh(Data data, List<String> options, int round)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tracemap-bench");
        Path matrix = folder.resolve("rows.npy");
        Path labels = folder.resolve("labels.txt");
        try {
            MatrixFile.write(data.sample().rows(), matrix);
            List<String> command = new ArrayList<>(program());
            command.addAll(List.of("cluster", matrix.toString(), "--json", "--labels-out", labels.toString()));
            command.addAll(options);
            long began = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            byte[] printed = process.getInputStream().readAllBytes();
            int code = process.waitFor();
            double total = (System.nanoTime() - began) / 1e9;
            if (code != 0) {
                throw new IOException("a fresh process ended with " + code + ": " + String.join(" ", command));
            }
            JsonNode document = MAPPER.readTree(printed);
            Map<String, Double> seconds = new LinkedHashMap<>();
            document.get("seconds")
                    .properties()
                    .forEach(stage ->
                            seconds.put(stage.getKey(), stage.getValue().doubleValue()));
            seconds.put("total", total);
            int[] found = Files.readAllLines(labels).stream()
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return ComputeRound.of(
                    data,
                    "fresh",
                    round,
                    seconds,
                    found,
                    document.get("cpu_seconds").doubleValue());
        } finally {
            Files.deleteIfExists(matrix);
            Files.deleteIfExists(labels);
            Files.delete(folder);
        }
    }

    /// This program with the settings of this very process.
    private static List<String> program() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.tracemap.server.Main"));
        return command;
    }

    /// How the time of a stage grows with the rows: time ~ rows to this power.
    ///
    /// @param exponents per stage that takes measurable time
    public record Growth(int d, int from, int to, Map<String, Double> exponents) {}

    /// From each size to the next one of the same width, by the fastest warm round of each.
    public static List<Growth> growth(List<ComputeRound> rounds) {
        Map<String, ComputeRound> fastest = new LinkedHashMap<>();
        for (ComputeRound round : rounds) {
            if (round.process().equals("warm")) {
                fastest.merge(round.n() + "x" + round.d(), round, (a, b) -> total(a) <= total(b) ? a : b);
            }
        }
        List<Growth> growth = new ArrayList<>();
        for (ComputeRound from : fastest.values()) {
            fastest.values().stream()
                    .filter(to -> to.d() == from.d() && to.n() > from.n())
                    .min((a, b) -> Integer.compare(a.n(), b.n()))
                    .ifPresent(to -> growth.add(new Growth(from.d(), from.n(), to.n(), exponents(from, to))));
        }
        return growth;
    }

    private static double total(ComputeRound round) {
        return round.seconds().getOrDefault("total", 0.0);
    }

    private static Map<String, Double> exponents(ComputeRound from, ComputeRound to) {
        Map<String, Double> exponents = new LinkedHashMap<>();
        from.seconds().forEach((stage, before) -> {
            double after = to.seconds().getOrDefault(stage, 0.0);
            if (before > LEAST_SECONDS && after > LEAST_SECONDS) {
                double exponent = Math.log(after / before) / Math.log((double) to.n() / from.n());
                exponents.put(stage, Math.round(exponent * 100) / 100.0);
            }
        });
        return exponents;
    }
}
