package dev.tracemap.tools;

import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.store.ClusterRecord;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// By what clusters are sorted: highest first, clusters without the figure last.
enum ClusterOrder {
    SIZE,
    TOTAL_COST,
    AVG_COST,
    LATENCY,
    ERROR_RATE;

    static List<String> words() {
        return Arrays.stream(values()).map(ClusterOrder::word).toList();
    }

    static ClusterOrder fromWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Noise goes last whatever is compared, since it is not a group.
    Comparator<ClusterRecord> comparator() {
        Comparator<ClusterRecord> noiseLast = Comparator.comparing(cluster -> cluster.clusterId() < 0);
        return noiseLast.thenComparing(ClusterRecord::metrics, byFigure()).thenComparingInt(ClusterRecord::clusterId);
    }

    Comparator<ClusterMetrics> byFigure() {
        return Comparator.comparing(this::figure, Comparator.nullsLast(Comparator.<Double>reverseOrder()));
    }

    private @Nullable Double figure(ClusterMetrics metrics) {
        return switch (this) {
            case SIZE -> (Double) (double) metrics.items();
            case TOTAL_COST -> metrics.totalCostUsd();
            case AVG_COST -> metrics.averageCostUsd();
            case LATENCY -> metrics.averageLatencySeconds();
            case ERROR_RATE -> (Double) metrics.errorRate();
        };
    }
}
