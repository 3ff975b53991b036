package dev.tracemap.run;

import dev.tracemap.insight.Driver;
import dev.tracemap.insight.Driver.Subject;
import dev.tracemap.insight.Excess;
import dev.tracemap.insight.OutcomeRate;
import dev.tracemap.insight.Properties;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.run.RunFindings.Prevalence;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Picks what is worth knowing about a run. What speaks about one cluster is one lead; only what holds among all
/// tests of its kind counts, and only what is large enough to matter.
final class RunLeads {
    static final int MOST = 10;

    private static final double SURE = 0.05;
    /// Of the many steps and properties whose times are held against each other some differ by chance.
    private static final double VERY_SURE = 0.001;
    private static final int LEAST_ITEMS = 5;
    private static final double LEAST_SHARE = 0.04;
    /// How many times as slow, or as frequent, as elsewhere.
    private static final double SLOWER = 3;

    private static final double MORE = 2;
    private static final double LEAST_SECONDS = 1;
    /// How many times as costly or slow as the next cluster.
    private static final double AHEAD = 2;

    private static final int ERROR_WEIGHT = 3;
    /// Less than what errors go with, which tells more than where they are.
    private static final int FAILING_WEIGHT = 2;

    private static final int SLOW_WEIGHT = 2;
    private static final double UNSORTED_WEIGHT = 0.25;
    private static final double NOTABLE_NOISE = 0.02;

    private static final String TOGETHER = "What goes together need not be the cause.";
    private static final String RULES =
            "Found by rules on the recording; read some of the items before you believe it.";
    private static final String RATED = "Who rates is not everybody; n says how many did.";
    private static final String PLAIN = "A figure, not a fault: the task itself may be that large.";

    private final List<ClusterRecord> clusters;
    private final List<Driver> drivers;
    private final RunFindings findings;
    private final RunOutcomes outcomes;
    private final RunRecord run;
    private final Map<Integer, List<Prevalence>> frequent = new HashMap<>();

    private RunLeads(Store store, RunRecord run) {
        this.run = run;
        this.clusters = store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .toList();
        this.drivers = store.drivers(run.runId());
        this.findings = RunFindings.of(store, run);
        this.outcomes = RunOutcomes.of(store, run, null);
        test();
    }

    /// @param run complete
    /// @return at most [#MOST], the weightiest first
    static List<Lead> of(Store store, RunRecord run) {
        RunLeads leads = new RunLeads(store, run);
        List<Lead> found = new ArrayList<>();
        leads.clusters.forEach(cluster -> leads.about(cluster).ifPresent(found::add));
        leads.ahead(
                        ClusterMetrics::averageCostUsd,
                        "costs most by far",
                        metrics -> "average cost " + dollars(metrics.averageCostUsd()) + " an item",
                        metrics -> ", " + dollars(metrics.totalCostUsd()) + " in all")
                .ifPresent(found::add);
        leads.ahead(
                        ClusterMetrics::averageLatencySeconds,
                        "takes longest by far",
                        metrics -> "average latency " + seconds(metrics.averageLatencySeconds()),
                        metrics -> ", p95 " + seconds(metrics.p95LatencySeconds()))
                .ifPresent(found::add);
        leads.unsorted().ifPresent(found::add);
        return found.stream()
                .sorted(Comparator.comparingDouble(Lead::weight).reversed().thenComparingInt(Lead::clusterId))
                .limit(MOST)
                .toList();
    }

    /// Which findings are more frequent in their cluster than elsewhere, among all clusters and kinds.
    private void test() {
        List<Prevalence> all = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        List<Excess> tested = new ArrayList<>();
        int whole = clusters.stream()
                        .mapToInt(cluster -> items(cluster.clusterId()))
                        .sum()
                + items(-1);
        for (ClusterRecord cluster : clusters) {
            int size = items(cluster.clusterId());
            for (Prevalence kind : findings.in(cluster.clusterId())) {
                int others = whole - size;
                all.add(kind);
                owners.add(cluster.clusterId());
                tested.add(new Excess((int) kind.items(), size, (int) Math.round(kind.elsewhere() * others), others));
            }
        }
        double[] q = Excess.q(tested);
        for (int i = 0; i < q.length; i++) {
            Prevalence kind = all.get(i);
            boolean matters = kind.items() >= LEAST_ITEMS
                    && kind.share() >= LEAST_SHARE
                    && kind.share() >= MORE * kind.elsewhere();
            if (q[i] < SURE && matters) {
                frequent.computeIfAbsent(owners.get(i), _ -> new ArrayList<>()).add(kind);
            }
        }
    }

    private int items(int clusterId) {
        return (int) findings.concern(clusterId).items();
    }

    /// Everything that goes wrong in a cluster; the weightiest names it.
    private Optional<Lead> about(ClusterRecord cluster) {
        List<Lead> parts = new ArrayList<>();
        for (Prevalence kind : frequent.getOrDefault(cluster.clusterId(), List.of())) {
            parts.add(new Lead(
                    cluster.clusterId(),
                    kind.kind().meaning(),
                    List.of(kind.line()),
                    RULES,
                    kind.items() * (double) kind.kind().severity()));
        }
        drivers.stream()
                .filter(driver -> driver.clusterId() == cluster.clusterId() && driver.subject() != Subject.ERRORS)
                .forEach(driver -> about(driver).ifPresent(parts::add));
        // What else the errors go with is mostly an echo of the strongest, as a release is of a model.
        drivers.stream()
                .filter(driver -> driver.clusterId() == cluster.clusterId() && driver.subject() == Subject.ERRORS)
                .findFirst()
                .flatMap(RunLeads::about)
                .ifPresent(parts::add);
        for (OutcomeRate rate : outcomes.in(cluster.clusterId())) {
            if (rate.isLow()) {
                parts.add(new Lead(
                        cluster.clusterId(),
                        "few say that it went well (" + rate.outcome() + ")",
                        List.of(rate.line()),
                        RATED,
                        SLOW_WEIGHT * rate.lost()));
            }
        }
        return merged(parts);
    }

    private static Optional<Lead> about(Driver driver) {
        String named = driver.property() + " " + driver.value();
        return switch (driver.subject()) {
            case ERRORS ->
                Optional.of(new Lead(
                        driver.clusterId(),
                        "fails more with " + named,
                        List.of(driver.line()),
                        TOGETHER,
                        ERROR_WEIGHT * driver.items() * driver.here()));
            case LATENCY ->
                slow(driver)
                        ? Optional.of(new Lead(
                                driver.clusterId(),
                                (driver.step() == null ? "is" : driver.step() + " is") + " slow with " + named,
                                List.of(driver.line()),
                                TOGETHER,
                                SLOW_WEIGHT * driver.items()))
                        : Optional.empty();
            case MEMBERSHIP ->
                driver.property().equals(Properties.FAILED_TOOL)
                        ? Optional.of(new Lead(
                                driver.clusterId(),
                                driver.value() + " fails here more than elsewhere",
                                List.of(driver.line()),
                                TOGETHER,
                                FAILING_WEIGHT * (double) driver.items()))
                        : Optional.empty();
        };
    }

    /// That items which call a slow tool take longer is no news.
    private static boolean slow(Driver driver) {
        return driver.subject() == Subject.LATENCY
                && !driver.property().equals(Properties.TOOL)
                && driver.q() < VERY_SURE
                && driver.here() >= SLOWER * driver.elsewhere()
                && driver.here() - driver.elsewhere() >= LEAST_SECONDS;
    }

    private static Optional<Lead> merged(List<Lead> parts) {
        List<Lead> sorted = parts.stream()
                .sorted(Comparator.comparingDouble(Lead::weight).reversed())
                .toList();
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(new Lead(
                        sorted.getFirst().clusterId(),
                        sorted.getFirst().claim(),
                        sorted.stream()
                                .flatMap(part -> part.evidence().stream())
                                .toList(),
                        String.join(
                                " ", sorted.stream().map(Lead::doubt).distinct().toList()),
                        sorted.getFirst().weight()));
    }

    /// The one cluster that is far ahead of the next.
    private Optional<Lead> ahead(
            Function<ClusterMetrics, @Nullable Double> figure,
            String claim,
            Function<ClusterMetrics, String> words,
            Function<ClusterMetrics, String> more) {
        List<ClusterRecord> known = clusters.stream()
                .filter(cluster -> figure.apply(cluster.metrics()) != null)
                .sorted(Comparator.comparingDouble((ClusterRecord cluster) -> -value(figure, cluster))
                        .thenComparingInt(ClusterRecord::clusterId))
                .toList();
        if (known.size() < 2 || value(figure, known.get(0)) < AHEAD * value(figure, known.get(1))) {
            return Optional.empty();
        }
        ClusterRecord first = known.getFirst();
        ClusterRecord next = known.get(1);
        return Optional.of(new Lead(
                first.clusterId(),
                claim,
                List.of(
                        words.apply(first.metrics()) + more.apply(first.metrics()),
                        "next is cluster " + next.clusterId() + ": " + words.apply(next.metrics())),
                PLAIN,
                first.size()));
    }

    private static double value(Function<ClusterMetrics, @Nullable Double> figure, ClusterRecord cluster) {
        Double value = figure.apply(cluster.metrics());
        return value == null ? 0 : value;
    }

    private Optional<Lead> unsorted() {
        return run.noise() < NOTABLE_NOISE * run.items()
                ? Optional.empty()
                : Optional.of(new Lead(
                        -1,
                        "are like nothing else",
                        List.of(run.noise() + " of " + run.items() + " items are in no cluster"),
                        "Single requests, or the first of something new: the view of rare items tells more.",
                        UNSORTED_WEIGHT * run.noise()));
    }

    private static String dollars(@Nullable Double usd) {
        return usd == null ? "unknown" : String.format(Locale.ROOT, "$%.4f", usd);
    }

    private static String seconds(@Nullable Double seconds) {
        return seconds == null ? "unknown" : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
