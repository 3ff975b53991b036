package dev.tracemap.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Adds up the wall-clock time of each stage, in the order of their first start.
final class StageClock {
    private final Progress progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    StageClock(Progress progress) {
        this.progress = progress;
    }

    <T> T time(String stage, Supplier<T> work) {
        progress.at(stage, 0);
        long begin = System.nanoTime();
        T result = work.get();
        seconds.merge(stage, (System.nanoTime() - begin) / 1e9, Double::sum);
        progress.at(stage, 1);
        return result;
    }

    Map<String, Double> seconds() {
        return seconds;
    }
}
