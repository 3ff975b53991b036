package dev.tracemap.insight;

import dev.tracemap.insight.Driver.Subject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds what marks each cluster, and what its errors and its latency go with.
public final class Drivers {
    /// Nothing less sure is told.
    static final double SURE = 0.05;
    /// A difference of shares or rates below this is true at best, and of no use.
    private static final double LEAST_EFFECT = 0.1;
    /// A tool that fails here and nowhere else matters earlier.
    private static final double LEAST_FAILING = 0.04;
    /// For numbers: three in five pairs.
    private static final double LEAST_SHIFT = 0.2;
    /// Families kept of a cluster and subject, and rows of a family.
    private static final int MOST = 12;

    private static final Comparator<Driver> STRONGEST = Comparator.comparingDouble(
                    (Driver driver) -> -Math.abs(driver.effect()))
            .thenComparingDouble(Driver::p)
            .thenComparing(Driver::property)
            .thenComparing(driver -> driver.value() == null ? "" : driver.value());

    private final List<ItemFacts> items;
    private final Traits traits;
    private final BitSet all;
    private final double[] latency;
    private final List<Ranks> ranks;
    private final List<Driver> tested = new ArrayList<>();

    private Drivers(List<ItemFacts> items) {
        this.items = items;
        this.traits = Traits.of(items);
        this.all = new BitSet();
        all.set(0, items.size());
        this.latency = items.stream().mapToDouble(Drivers::latency).toArray();
        this.ranks =
                traits.numbers().stream().map(column -> Ranks.of(column.of())).toList();
    }

    /// @param clusters of the items, in their order; noise counts as one
    /// @return by cluster; errors first, then latency, then what marks the cluster; the greatest effect first
    public static List<Driver> of(List<ItemFacts> items, int[] clusters) {
        Map<Integer, BitSet> groups = new TreeMap<>();
        for (int row = 0; row < clusters.length; row++) {
            groups.computeIfAbsent(clusters[row], _ -> new BitSet()).set(row);
        }
        Drivers drivers = new Drivers(items);
        groups.forEach((cluster, members) -> {
            drivers.membership(cluster, members);
            drivers.errors(cluster, members);
            drivers.latency(cluster, members);
        });
        return drivers.told();
    }

    /// What marks some of the items, for a selection that is no cluster.
    ///
    /// @param chosen rows
    public static List<Driver> of(List<ItemFacts> items, BitSet chosen) {
        Drivers drivers = new Drivers(items);
        drivers.membership(0, chosen);
        return drivers.told();
    }

    private static double latency(ItemFacts facts) {
        Double seconds = facts.latencySeconds();
        return seconds == null ? Double.NaN : seconds;
    }

    private void membership(int cluster, BitSet members) {
        if (members.cardinality() == items.size()) {
            return;
        }
        for (Traits.Value value : traits.values()) {
            add(cluster, Subject.MEMBERSHIP, value, Tables.of(all, members, value.holders()));
        }
        for (int i = 0; i < ranks.size(); i++) {
            Ranks.Comparison compared = ranks.get(i).compare(members);
            add(cluster, Subject.MEMBERSHIP, null, traits.numbers().get(i).property(), null, compared);
        }
    }

    /// Among the members: do items with the value fail more often than those without?
    private void errors(int cluster, BitSet members) {
        BitSet failed = new BitSet();
        members.stream().filter(row -> items.get(row).failed()).forEach(failed::set);
        if (failed.cardinality() < Traits.SUPPORT || failed.cardinality() == members.cardinality()) {
            return;
        }
        for (Traits.Value value : known(members)) {
            Tables table = Tables.of(members, value.holders(), failed);
            tested.add(new Driver(
                    cluster,
                    Subject.ERRORS,
                    null,
                    value.property(),
                    value.value(),
                    table.here() + table.hereWithout(),
                    table.share(),
                    table.usual(),
                    table.share() - table.usual(),
                    table.p(),
                    1));
        }
    }

    private void latency(int cluster, BitSet members) {
        List<Traits.Value> known = known(members);
        latency(cluster, members, null, latency, known);
        List<Traits.Value> circumstances = known.stream()
                .filter(value -> !value.property().equals(Properties.TOOL))
                .toList();
        for (Traits.Numbers column : traits.numbers()) {
            if (column.property().startsWith(Properties.SECONDS_IN)) {
                String step = column.property().substring(Properties.SECONDS_IN.length());
                latency(cluster, members, step, column.of(), circumstances);
            }
        }
    }

    private void latency(
            int cluster, BitSet members, @Nullable String step, double[] seconds, List<Traits.Value> values) {
        double[] own = seconds.clone();
        for (int row = members.nextClearBit(0); row < own.length; row = members.nextClearBit(row + 1)) {
            own[row] = Double.NaN;
        }
        Ranks ranked = Ranks.of(own);
        for (Traits.Value value : values) {
            add(cluster, Subject.LATENCY, step, value.property(), value.value(), ranked.compare(value.holders()));
        }
    }

    /// What enough of the members have, and enough have not. What the item did counts as what came of it.
    private List<Traits.Value> known(BitSet members) {
        return traits.values().stream()
                .filter(value -> !Properties.isOutcome(value.property()))
                .filter(value -> {
                    BitSet holders = (BitSet) value.holders().clone();
                    holders.and(members);
                    int count = holders.cardinality();
                    return count >= Traits.SUPPORT && members.cardinality() - count >= Traits.SUPPORT;
                })
                .toList();
    }

    private void add(int cluster, Subject subject, Traits.Value value, Tables table) {
        tested.add(new Driver(
                cluster,
                subject,
                null,
                value.property(),
                value.value(),
                table.here(),
                table.share(),
                table.usual(),
                table.share() - table.usual(),
                table.p(),
                1));
    }

    private void add(
            int cluster,
            Subject subject,
            @Nullable String step,
            String property,
            @Nullable String value,
            Ranks.Comparison compared) {
        if (Math.min(compared.inside(), compared.outside()) >= Traits.SUPPORT) {
            tested.add(new Driver(
                    cluster,
                    subject,
                    step,
                    property,
                    value,
                    compared.inside(),
                    compared.median(),
                    compared.usual(),
                    compared.effect(),
                    compared.p(),
                    1));
        }
    }

    /// Those of all tests that hold and matter.
    private List<Driver> told() {
        double[] q = FalseDiscovery.q(tested.stream().mapToDouble(Driver::p).toArray());
        Map<Integer, Map<Subject, List<Driver>>> told = new TreeMap<>();
        for (int i = 0; i < q.length; i++) {
            Driver driver = tested.get(i).sure(q[i]);
            if (q[i] < SURE && driver.items() >= Traits.SUPPORT && matters(driver)) {
                told.computeIfAbsent(driver.clusterId(), _ -> new EnumMap<>(Subject.class))
                        .computeIfAbsent(driver.subject(), _ -> new ArrayList<>())
                        .add(driver);
            }
        }
        return told.values().stream()
                .flatMap(bySubject -> bySubject.values().stream())
                .flatMap(some -> strongest(some).stream())
                .toList();
    }

    /// Values that the same items of the cluster hold say the same, such as a model and its provider: the first stays.
    /// Families are counted, not rows, so that the many steps of one task leave room for the rest.
    private static List<Driver> strongest(List<Driver> some) {
        record Holders(@Nullable String step, int items, double here, double elsewhere) {}
        Set<Holders> seen = new HashSet<>();
        Map<String, Integer> families = new HashMap<>();
        return some.stream()
                .sorted(STRONGEST)
                .filter(driver -> driver.subject() == Subject.MEMBERSHIP
                        || seen.add(new Holders(driver.step(), driver.items(), driver.here(), driver.elsewhere())))
                .filter(driver ->
                        families.merge(DriverLines.family(driver), 1, Integer::sum) <= MOST && families.size() <= MOST)
                .toList();
    }

    /// That a value is rarer than elsewhere follows from others being more frequent.
    private static boolean matters(Driver driver) {
        return switch (driver.subject()) {
            case ERRORS -> driver.effect() >= LEAST_EFFECT;
            case LATENCY -> driver.effect() >= LEAST_SHIFT;
            case MEMBERSHIP ->
                driver.value() == null
                        ? Math.abs(driver.effect()) >= LEAST_SHIFT
                        : driver.effect()
                                >= (driver.property().equals(Properties.FAILED_TOOL) ? LEAST_FAILING : LEAST_EFFECT);
        };
    }
}
