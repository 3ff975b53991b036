package dev.tracemap.insight;

import dev.tracemap.insight.MonitorRule.By;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Fits the rules of a monitor to a cluster, and tests them on what they were not fitted to.
///
/// Items that were left out of all clusters and lie nearest to this one count neither way: nobody knows whether
/// they belong. The others are dealt into five parts, members and others evenly. Each part is judged by rules
/// fitted to the other four; what is promised is the sum over the parts. The rules that are kept are fitted to all.
public final class RuleFit {
    private static final int PARTS = 5;
    private static final int EXAMPLES = 5;
    /// A rule that can be read is preferred to one that is no better by more than this.
    private static final double AS_GOOD = 0.01;

    private final Sample sample;
    private final int cluster;
    private final Set<String> answers;

    /// The items of a run, one a row.
    ///
    /// @param vectors of length 1
    /// @param clusters -1 for noise
    /// @param nearest cluster of noise, -1 where there is none
    /// @param perDay how many items come on a day for each row
    public record Sample(
            List<String> ids,
            List<float[]> vectors,
            List<ItemFacts> facts,
            int[] clusters,
            int[] nearest,
            double perDay,
            String rendering,
            String model) {
        Sample of(int[] rows) {
            return new Sample(
                    Arrays.stream(rows).mapToObj(ids::get).toList(),
                    Arrays.stream(rows).mapToObj(vectors::get).toList(),
                    Arrays.stream(rows).mapToObj(facts::get).toList(),
                    Arrays.stream(rows).map(row -> clusters[row]).toArray(),
                    Arrays.stream(rows).map(row -> nearest[row]).toArray(),
                    perDay,
                    rendering,
                    model);
        }

        /// Whether it was left out of all clusters, and this one is the nearest: nobody knows whether it belongs.
        boolean isUnsure(int row, int cluster) {
            return clusters[row] < 0 && nearest[row] == cluster;
        }

        BitSet members(int cluster) {
            BitSet members = new BitSet();
            for (int row = 0; row < clusters.length; row++) {
                members.set(row, clusters[row] == cluster);
            }
            return members;
        }
    }

    public record Fitted(MonitorRule rule, BackTest test) {}

    private RuleFit(Sample sample, int cluster, Set<String> answers) {
        this.sample = sample;
        this.cluster = cluster;
        this.answers = answers;
    }

    /// @param cluster with at least two members
    /// @param answers names of what a model reads of items
    /// @param wanted which rule shall decide; absent = the one that does better
    /// @throws IllegalArgumentException where the rule that is wanted cannot be had
    public static Fitted of(Sample sample, int cluster, Set<String> answers, @Nullable By wanted) {
        int[] known = IntStream.range(0, sample.ids().size())
                .filter(row -> !sample.isUnsure(row, cluster))
                .toArray();
        Fitted fitted = new RuleFit(sample.of(known), cluster, answers).fitted(wanted);
        int unsure = (int) IntStream.range(0, sample.ids().size())
                .filter(row -> sample.isUnsure(row, cluster) && takes(fitted.rule(), sample, row))
                .count();
        return new Fitted(fitted.rule(), fitted.test().with(unsure, unsure * sample.perDay()));
    }

    private static boolean takes(MonitorRule rule, Sample sample, int row) {
        ReadableRule readable = rule.readable();
        return (rule.by() == By.READABLE && readable != null)
                ? readable.holds(sample.facts().get(row))
                : rule.centroid().judge().holds(sample.vectors().get(row));
    }

    private Fitted fitted(@Nullable By wanted) {
        BitSet members = sample.members(cluster);
        BitSet byCentroid = new BitSet();
        BitSet byReading = new BitSet();
        int[] part = parts(members);
        for (int each = 0; each < PARTS; each++) {
            int held = each;
            int[] rest = IntStream.range(0, part.length)
                    .filter(row -> part[row] != held)
                    .toArray();
            CentroidRule.Judge judge = centroid(sample.of(rest)).judge();
            Optional<ReadableRule> reading = readable(sample.of(rest));
            for (int row = 0; row < part.length; row++) {
                if (part[row] == held) {
                    byCentroid.set(row, judge.holds(sample.vectors().get(row)));
                    ItemFacts facts = sample.facts().get(row);
                    byReading.set(row, reading.filter(rule -> rule.holds(facts)).isPresent());
                }
            }
        }
        BackTest.Figures centroid = figures(members, byCentroid);
        ReadableRule rule = readable(sample).orElse(null);
        BackTest.Figures readable = rule == null ? null : figures(members, byReading);
        By by = wanted == null ? better(centroid, readable) : wanted;
        MonitorRule kept = new MonitorRule(by, centroid(sample), rule);
        return new Fitted(kept, test(members, by == By.CENTROID ? byCentroid : byReading, centroid, readable));
    }

    /// Members and others are dealt out in the order of a hash, which says nothing of either.
    private int[] parts(BitSet members) {
        Integer[] order = new Integer[sample.ids().size()];
        Arrays.setAll(order, row -> row);
        Arrays.sort(
                order,
                Comparator.<Integer>comparingInt(row -> mixed(sample.ids().get(row)))
                        .thenComparing(row -> sample.ids().get(row)));
        int[] part = new int[order.length];
        int ours = 0;
        int others = 0;
        for (int row : order) {
            part[row] = (members.get(row) ? ours++ : others++) % PARTS;
        }
        return part;
    }

    private static int mixed(String id) {
        int hash = id.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }

    private CentroidRule centroid(Sample some) {
        return CentroidFit.of(some.vectors(), some.clusters(), cluster, sample.rendering(), sample.model());
    }

    private Optional<ReadableRule> readable(Sample some) {
        return ReadableFit.of(some.facts(), some.members(cluster), answers);
    }

    private static BackTest.Figures figures(BitSet members, BitSet hits) {
        return new BackTest.Figures(
                members.cardinality(), hits.cardinality(), both(members, hits).cardinality());
    }

    private static By better(BackTest.Figures centroid, BackTest.@Nullable Figures readable) {
        return readable != null && readable.score() >= centroid.score() - AS_GOOD ? By.READABLE : By.CENTROID;
    }

    private BackTest test(BitSet members, BitSet hits, BackTest.Figures centroid, BackTest.@Nullable Figures readable) {
        return new BackTest(
                sample.ids().size(),
                centroid,
                readable,
                0,
                hits.cardinality() * sample.perDay(),
                some(both(members, hits)),
                some(without(hits, members)),
                some(without(members, hits)));
    }

    private static BitSet both(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both;
    }

    private static BitSet without(BitSet one, BitSet other) {
        BitSet rest = (BitSet) one.clone();
        rest.andNot(other);
        return rest;
    }

    private List<String> some(BitSet rows) {
        List<String> some = new ArrayList<>();
        rows.stream().limit(EXAMPLES).forEach(row -> some.add(sample.ids().get(row)));
        return some;
    }
}
