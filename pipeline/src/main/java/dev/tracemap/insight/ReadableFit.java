package dev.tracemap.insight;

import dev.tracemap.insight.Condition.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the conjunction that tells the members of a cluster from the rest, one condition after the other: each time
/// the one that raises the F1 score most.
final class ReadableFit {
    private static final int MOST_CONDITIONS = 4;
    private static final int MOST_VALUES = 200;
    private static final int SUPPORT = 3;
    private static final int CUTS = 12;
    /// A condition that gains less is not worth reading.
    private static final double GAIN = 0.01;
    /// Properties of events come and go with releases and customers: what was done must be no worse by so much.
    private static final double PROPERTY_GAIN = 0.05;

    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");

    private static final Set<String> READ_VALUES =
            Set.of(Properties.TOOL, Properties.LANGUAGE, Properties.FINISH_REASON, Condition.FINDING);
    private static final Set<String> READ_NUMBERS = Set.of(
            Properties.TURNS,
            Properties.TOOL_CALLS,
            Properties.DEPTH,
            Properties.RETRIES,
            Properties.TOOL_ERRORS,
            Properties.SWALLOWED_ERRORS,
            Properties.TOKENS,
            Properties.COST,
            Properties.LATENCY);
    /// When and by whom says nothing of what it is about.
    private static final Set<String> NEVER = Set.of(Properties.USER, Properties.HOUR);

    private record Candidate(Condition condition, BitSet holders) {
        boolean ofEvents() {
            return !condition.property().startsWith(Condition.FACET)
                    && !condition.property().equals(Condition.FINDING);
        }
    }

    private final List<ItemFacts> items;
    private final BitSet members;
    private final Set<String> answers;
    private final List<Candidate> candidates = new ArrayList<>();

    private ReadableFit(List<ItemFacts> items, BitSet members, Set<String> answers) {
        this.items = items;
        this.members = members;
        this.answers = answers;
        values();
        numbers();
    }

    /// @param members rows of the cluster
    /// @param answers names of what a model reads
    /// @return absent where no condition tells anything
    static Optional<ReadableRule> of(List<ItemFacts> items, BitSet members, Set<String> answers) {
        return new ReadableFit(items, members, answers).found();
    }

    private void values() {
        SortedMap<String, SortedMap<String, BitSet>> holders = new TreeMap<>();
        for (int row = 0; row < items.size(); row++) {
            int at = row;
            items.get(row)
                    .values()
                    .forEach((property, some) ->
                            some.forEach(value -> holders.computeIfAbsent(property, _ -> new TreeMap<>())
                                    .computeIfAbsent(value, _ -> new BitSet())
                                    .set(at)));
        }
        holders.forEach((property, byValue) -> {
            if (NEVER.contains(property) || property.startsWith(Properties.SECONDS_IN)) {
                return;
            }
            byValue.entrySet()
                    .removeIf(entry -> entry.getValue().cardinality() < SUPPORT
                            || NUMBER.matcher(entry.getKey()).matches());
            if (byValue.size() <= MOST_VALUES) {
                byValue.forEach((value, with) -> {
                    candidates.add(new Candidate(Condition.of(named(property), Operator.EXACT, value), with));
                    BitSet without = (BitSet) with.clone();
                    without.flip(0, items.size());
                    candidates.add(new Candidate(Condition.of(named(property), Operator.IS_NOT, value), without));
                });
            }
        });
    }

    private String named(String property) {
        return property.equals(Condition.FINDING) || !(READ_VALUES.contains(property) || answers.contains(property))
                ? property
                : Condition.FACET + property;
    }

    private void numbers() {
        for (String property : READ_NUMBERS.stream().sorted().toList()) {
            double[] column = items.stream()
                    .mapToDouble(item -> {
                        Double number = item.numbers().get(property);
                        return number == null ? Double.NaN : number;
                    })
                    .toArray();
            for (double cut : cuts(column)) {
                String bound = cut == Math.rint(cut) ? Long.toString((long) cut) : Double.toString(cut);
                add(column, Condition.of(Condition.FACET + property, Operator.GT, bound));
                add(column, Condition.of(Condition.FACET + property, Operator.LT, bound));
            }
        }
    }

    private void add(double[] column, Condition condition) {
        double bound = condition.bound();
        BitSet holders = new BitSet();
        for (int row = 0; row < column.length; row++) {
            holders.set(row, condition.operator() == Operator.GT ? column[row] > bound : column[row] < bound);
        }
        candidates.add(new Candidate(condition, holders));
    }

    /// Halfway between neighbouring values, at most [#CUTS] of them, spread over the members and the rest alike.
    private static double[] cuts(double[] column) {
        double[] distinct = Arrays.stream(column)
                .filter(Double::isFinite)
                .sorted()
                .distinct()
                .toArray();
        int between = distinct.length - 1;
        int count = Math.clamp(between, 0, CUTS);
        double[] cuts = new double[count];
        for (int i = 0; i < count; i++) {
            int at = (int) ((long) i * between / count);
            double middle = (distinct[at] + distinct[at + 1]) / 2;
            double round = Math.rint(middle * 100) / 100;
            cuts[i] = round > distinct[at] && round < distinct[at + 1] ? round : middle;
        }
        return cuts;
    }

    private Optional<ReadableRule> found() {
        List<Condition> chosen = new ArrayList<>();
        BitSet held = new BitSet();
        held.set(0, items.size());
        double best = score(held);
        while (chosen.size() < MOST_CONDITIONS) {
            Candidate next = next(held, best);
            if (next == null) {
                break;
            }
            Candidate wide = widened(next, held);
            chosen.add(wide.condition());
            held.and(wide.holders());
            best = score(held);
        }
        return chosen.isEmpty() ? Optional.empty() : Optional.of(new ReadableRule(chosen));
    }

    private @Nullable Candidate next(BitSet held, double best) {
        Candidate found = null;
        double most = best + GAIN;
        for (Candidate candidate : candidates) {
            double gained = score(both(held, candidate.holders())) - (candidate.ofEvents() ? PROPERTY_GAIN : 0);
            if (gained > most) {
                found = candidate;
                most = gained;
            }
        }
        return found;
    }

    /// The same with more values of the property, where that finds more members.
    private Candidate widened(Candidate one, BitSet held) {
        Candidate wide = one;
        if (one.condition().operator() == Operator.EXACT) {
            double best = score(both(held, one.holders()));
            for (Candidate other : candidates) {
                Condition condition = other.condition();
                if (condition.operator() == Operator.EXACT
                        && condition.property().equals(one.condition().property())
                        && !wide.condition().values().containsAll(condition.values())) {
                    BitSet either = (BitSet) wide.holders().clone();
                    either.or(other.holders());
                    double score = score(both(held, either));
                    if (score > best + GAIN) {
                        best = score;
                        List<String> values = new ArrayList<>(wide.condition().values());
                        values.addAll(condition.values());
                        wide = new Candidate(new Condition(condition.property(), Operator.IN, values), either);
                    }
                }
            }
        }
        return wide;
    }

    private static BitSet both(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both;
    }

    /// F1 of what is held against the members.
    private double score(BitSet held) {
        double hits = both(held, members).cardinality();
        return 2 * hits / (held.cardinality() + members.cardinality());
    }
}
