package dev.tracemap.insight;

import dev.tracemap.insight.Shift.Measure;
import dev.tracemap.score.Wilson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Two parts of one clustering side by side, such as two releases, or the time before and after a moment.
///
/// @param itemsBefore in the first part; `itemsAfter` in the second
/// @param shifts of every cluster and measure that could be tested, called or not
/// @param overall where the figures of the whole come from
public record BeforeAfter(int itemsBefore, int itemsAfter, List<Shift> shifts, List<Mix> overall) {
    /// Of each part of a cluster, for the interval of a shift.
    private static final int MOST_PAIRED = 250;

    private static final double Z = 1.959963984540054;

    public BeforeAfter {
        shifts = List.copyOf(shifts);
        overall = List.copyOf(overall);
    }

    /// @param clusters of the items, in their order; noise counts as one
    /// @param before rows of the first part; `after` of the second. Rows in neither are left out
    public static BeforeAfter of(List<ItemFacts> items, int[] clusters, BitSet before, BitSet after) {
        BitSet all = (BitSet) before.clone();
        all.or(after);
        Map<Integer, BitSet> groups = new TreeMap<>();
        all.stream().forEach(row -> groups.computeIfAbsent(clusters[row], _ -> new BitSet())
                .set(row));
        BitSet failed = new BitSet();
        all.stream().filter(row -> items.get(row).failed()).forEach(failed::set);
        Map<Measure, double[]> numbers = new TreeMap<>(Map.of(
                Measure.LATENCY, column(items, Properties.LATENCY),
                Measure.COST, column(items, Properties.COST)));
        List<Shift> tested = new ArrayList<>();
        groups.forEach((cluster, members) -> {
            tested.add(rate(cluster, Measure.SHARE, Tables.of(all, after, members), members, before, after));
            tested.add(rate(cluster, Measure.ERROR_RATE, Tables.of(members, after, failed), members, before, after));
            numbers.forEach((measure, column) -> median(cluster, measure, column, members, before, after, tested));
        });
        tested.removeIf(shift -> Double.isNaN(shift.before()) || Double.isNaN(shift.after()));
        double[] q = FalseDiscovery.q(tested.stream().mapToDouble(Shift::p).toArray());
        List<Shift> shifts = IntStream.range(0, q.length)
                .mapToObj(i -> tested.get(i).sure(q[i]))
                .toList();
        List<Mix> overall = new ArrayList<>();
        double[] errors = new double[items.size()];
        failed.stream().forEach(row -> errors[row] = 1);
        Mix.of(Measure.ERROR_RATE, errors, groups.values(), before, after).ifPresent(overall::add);
        numbers.forEach((measure, column) ->
                Mix.of(measure, column, groups.values(), before, after).ifPresent(overall::add));
        return new BeforeAfter(before.cardinality(), after.cardinality(), shifts, overall);
    }

    /// Those that hold and matter, the largest first.
    public List<Shift> called(Measure measure) {
        return shifts.stream()
                .filter(shift -> shift.measure() == measure && shift.isCalled())
                .sorted((one, other) -> Double.compare(Math.abs(other.effect()), Math.abs(one.effect())))
                .toList();
    }

    private static double[] column(List<ItemFacts> items, String property) {
        return items.stream()
                .mapToDouble(facts -> facts.numbers().getOrDefault(property, Double.NaN))
                .toArray();
    }

    private static BitSet and(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both;
    }

    /// @param table the second part against the first
    private static Shift rate(int cluster, Measure measure, Tables table, BitSet members, BitSet before, BitSet after) {
        int is = table.here() + table.hereWithout();
        int was = table.elsewhere() + table.elsewhereWithout();
        double difference = table.share() - table.usual();
        double low = Double.NaN;
        double high = Double.NaN;
        if (is > 0 && was > 0) {
            // R. G. Newcombe, Statistics in Medicine 17 (1998), method 10.
            Wilson now = Wilson.of(table.here(), is);
            Wilson then = Wilson.of(table.elsewhere(), was);
            low = difference - Math.hypot(table.share() - now.low(), then.high() - table.usual());
            high = difference + Math.hypot(now.high() - table.share(), table.usual() - then.low());
        }
        boolean moves = table.here() + table.elsewhere() > 0 && table.hereWithout() + table.elsewhereWithout() > 0;
        return new Shift(
                cluster,
                measure,
                table.usual(),
                table.share(),
                and(members, before).cardinality(),
                and(members, after).cardinality(),
                low,
                high,
                difference,
                is > 0 && was > 0 && moves ? table.p() : 1,
                1);
    }

    private static void median(
            int cluster,
            Measure measure,
            double[] column,
            BitSet members,
            BitSet before,
            BitSet after,
            List<Shift> tested) {
        BitSet then = and(members, before);
        BitSet now = and(members, after);
        double[] own = new double[column.length];
        Arrays.fill(own, Double.NaN);
        members.stream().forEach(row -> own[row] = column[row]);
        Ranks.Comparison compared = Ranks.of(own).compare(now);
        if (Math.min(compared.inside(), compared.outside()) < Traits.SUPPORT) {
            return;
        }
        double[] interval = interval(values(column, then), values(column, now));
        tested.add(new Shift(
                cluster,
                measure,
                compared.usual(),
                compared.median(),
                then.cardinality(),
                now.cardinality(),
                interval[0],
                interval[1],
                compared.effect(),
                compared.p(),
                1));
    }

    private static double[] values(double[] column, BitSet rows) {
        double[] sorted = rows.stream()
                .mapToDouble(row -> column[row])
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        // Every so many-th of a long list stands for its neighbours; the interval only gets wider.
        int step = (sorted.length + MOST_PAIRED - 1) / MOST_PAIRED;
        return IntStream.range(0, sorted.length)
                .filter(i -> i % step == step / 2)
                .mapToDouble(i -> sorted[i])
                .toArray();
    }

    /// J. L. Hodges and E. L. Lehmann, Annals of Mathematical Statistics 34 (1963).
    private static double[] interval(double[] before, double[] after) {
        double[] differences = Arrays.stream(after)
                .flatMap(now -> Arrays.stream(before).map(then -> now - then))
                .sorted()
                .toArray();
        double pairs = differences.length;
        double spread = Math.sqrt(pairs * (before.length + after.length + 1) / 12);
        int cut = (int) Math.max(0, Math.floor(pairs / 2 - Z * spread));
        return new double[] {differences[cut], differences[differences.length - 1 - cut]};
    }
}
