package dev.tracemap.tools;

import dev.tracemap.insight.OutcomeRate;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.run.RunFindings;
import dev.tracemap.run.RunOutcomes;
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
    ERROR_RATE,
    CONCERN,
    PRIORITY,
    SUCCESS;

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
    ///
    /// @param findings of the run
    /// @param outcomes of the run; much traffic with little success comes first
    Comparator<ClusterRecord> comparator(RunFindings findings, RunOutcomes outcomes) {
        Comparator<ClusterRecord> noiseLast = Comparator.comparing(cluster -> cluster.clusterId() < 0);
        Comparator<ClusterRecord> byOwn = Comparator.comparing(
                cluster -> figure(cluster, findings, outcomes),
                Comparator.nullsLast(Comparator.<Double>reverseOrder()));
        return noiseLast.thenComparing(byOwn).thenComparingInt(ClusterRecord::clusterId);
    }

    /// What rests on findings is not known of broader groups, which go by size instead.
    Comparator<ClusterMetrics> byFigure() {
        return Comparator.comparing(this::figure, Comparator.nullsLast(Comparator.<Double>reverseOrder()));
    }

    private @Nullable Double figure(ClusterRecord cluster, RunFindings findings, RunOutcomes outcomes) {
        return switch (this) {
            case SIZE, TOTAL_COST, AVG_COST, LATENCY, ERROR_RATE -> figure(cluster.metrics());
            case CONCERN -> findings.concern(cluster.clusterId()).concern();
            case PRIORITY -> (Double) findings.concern(cluster.clusterId()).priority();
            case SUCCESS ->
                outcomes.worst(cluster.clusterId()).map(OutcomeRate::lost).orElse(null);
        };
    }

    private @Nullable Double figure(ClusterMetrics metrics) {
        return switch (this) {
            case SIZE, CONCERN, PRIORITY, SUCCESS -> (Double) (double) metrics.items();
            case TOTAL_COST -> metrics.totalCostUsd();
            case AVG_COST -> metrics.averageCostUsd();
            case LATENCY -> metrics.averageLatencySeconds();
            case ERROR_RATE -> (Double) metrics.errorRate();
        };
    }
}
