package dev.tracemap.cluster;

import dev.tracemap.cluster.density.PrimBench;
import dev.tracemap.cluster.reduce.EpochsBench;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the kernels one by one on one core and prints a line of JSON: what each reaches in GFLOP/s and GB/s, and the roof of
/// the same machine. Run it on an idle one: `./mvnw -Pjmh -pl pipeline test-compile exec:exec`.
public final class Roofline {
    private Roofline() {}

    public static void main(String[] args) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("dev\\.tracemap\\.cluster\\..*Bench")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(1)
                        .jvmArgsAppend("--add-modules=jdk.incubator.vector", "-Xmx2g")
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .build())
                .run();
        Map<String, Double> micros = new LinkedHashMap<>();
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            String columns = result.getParams().getParam("columns");
            String dimensions = result.getParams().getParam("dimensions");
            micros.put(
                    name + (columns == null ? "" : columns) + (dimensions == null ? "" : dimensions),
                    result.getPrimaryResult().getScore());
        }
        StringBuilder report = new StringBuilder();
        for (Map.Entry<String, Double> kernel : micros.entrySet()) {
            Cost cost = Cost.of(kernel.getKey());
            report.append(report.isEmpty() ? "{" : ", ")
                    .append(String.format(
                            Locale.ROOT,
                            "\"%s\": {\"us\": %.1f, \"gflops\": %.1f, \"gb_s\": %.1f}",
                            kernel.getKey(),
                            kernel.getValue(),
                            cost.operations / kernel.getValue() / 1e3,
                            cost.bytes / kernel.getValue() / 1e3));
        }
        System.out.println(report.append('}'));
    }

    /// What a kernel must do at least: multiplications and additions, and bytes of rows it reads or writes. Rows that stay in a
    /// cache are counted as often as they are used, so that `gb_s` may exceed what main memory gives.
    private record Cost(double operations, double bytes) {
        private static final double SIDE = 192;
        /// Pushes from 32 rows and pulls from about 6.
        private static final double MET = 38;

        static Cost of(String kernel) {
            return switch (kernel) {
                case "multiplyAdd" -> new Cost(2.0 * PeakBench.STEPS * PeakBench.CHAINS * Lanes.WIDTH, 0);
                case "copy" -> new Cost(0, 2.0 * PeakBench.COPIED);
                case "tile384" -> tile(384);
                case "tile3072" -> tile(3072);
                case "epochs10" -> epochs(10);
                case "epochs100" -> epochs(100);
                case "scan" -> scan(0.5 * PrimBench.ROWS * PrimBench.ROWS * PrimBench.COLUMNS);
                default -> throw new IllegalArgumentException("nothing is known of the kernel " + kernel);
            };
        }

        private static Cost tile(double columns) {
            return new Cost(2 * SIDE * SIDE * columns, 4 * 2 * SIDE * columns);
        }

        private static Cost scan(double values) {
            return new Cost(3 * values, 4 * values);
        }

        /// Three operations a column for a distance and two to add a row.
        private static Cost epochs(double dimensions) {
            double rows = (double) EpochsBench.ROWS * EpochsBench.EPOCHS;
            return new Cost(rows * MET * 5 * dimensions, rows * 4 * dimensions * (MET + 2));
        }
    }
}
