package dev.tracemap.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Seconds that a stage took, or each of its parts.
final class Stopwatch {
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    /// A stage that tells the time of its parts itself (`cluster: reduce`) has no time beside theirs.
    <T> T time(String stage, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        if (seconds.isEmpty()) {
            add(stage, (System.nanoTime() - start) / 1e9);
        }
        return result;
    }

    void add(String stage, double took) {
        seconds.merge(stage, Math.round(took * 1000) / 1000.0, Double::sum);
    }

    Map<String, Double> seconds() {
        return seconds;
    }
}
