package dev.tracemap.run;

import dev.tracemap.finding.FindingKind;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.Store.ClusterConcern;
import dev.tracemap.store.Store.FindingCount;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is wrong in the clusters of a run, and how much each should worry.
public final class RunFindings {
    private final List<FindingCount> counts;
    private final Map<Integer, ClusterConcern> concerns;
    private final long items;

    private RunFindings(List<FindingCount> counts, List<ClusterConcern> concerns) {
        this.counts = counts;
        this.concerns = concerns.stream().collect(Collectors.toMap(ClusterConcern::clusterId, Function.identity()));
        this.items = concerns.stream().mapToLong(ClusterConcern::items).sum();
    }

    /// @param run complete
    public static RunFindings of(Store store, RunRecord run) {
        return new RunFindings(store.findings(run), store.concerns(run));
    }

    /// How frequent one kind of finding is.
    ///
    /// @param items of the cluster in which it was made
    /// @param share of the cluster's items
    /// @param elsewhere share of the run's other items
    public record Prevalence(FindingKind kind, long items, double share, double elsewhere) {
        /// `swallowed_error 40% (elsewhere 2%)`
        public String line() {
            return kind.wire() + " " + Math.round(100 * share) + "% (elsewhere " + Math.round(100 * elsewhere) + "%)";
        }
    }

    /// The most frequent kind first.
    public List<Prevalence> in(int clusterId) {
        long size = concern(clusterId).items();
        return counts.stream()
                .filter(count -> count.clusterId() == clusterId)
                .map(count -> {
                    long other = counts.stream()
                                    .filter(each -> each.kind().equals(count.kind()))
                                    .mapToLong(FindingCount::items)
                                    .sum()
                            - count.items();
                    return new Prevalence(
                            FindingKind.fromWire(count.kind()),
                            count.items(),
                            count.items() / (double) Math.max(1, size),
                            other / (double) Math.max(1, items - size));
                })
                .sorted(Comparator.comparingLong(Prevalence::items).reversed().thenComparing(Prevalence::kind))
                .toList();
    }

    public ClusterConcern concern(int clusterId) {
        return concerns.getOrDefault(clusterId, new ClusterConcern(clusterId, 0, null, 0));
    }
}
