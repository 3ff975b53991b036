package dev.tracemap.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Seconds per stage, in the order the stages ran.
final class Stopwatch {
    private final long begin = System.nanoTime();
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    /// A stage that tells the time of its parts itself (`cluster: reduce`) has no time beside theirs.
    <T> T time(String stage, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        if (seconds.keySet().stream().noneMatch(known -> known.startsWith(stage + ":"))) {
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

    double total() {
        return Math.round((System.nanoTime() - begin) / 1e6) / 1000.0;
    }
}
