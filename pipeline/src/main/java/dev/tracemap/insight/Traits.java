package dev.tracemap.insight;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The facts of a run as columns: who has which value, and the numbers.
///
/// @param values each held by at least [#SUPPORT] items and by fewer than all; of several that the same items hold,
///     only the first, a user's own property before a platform's
/// @param numbers of properties that take many values
record Traits(List<Value> values, List<Numbers> numbers) {
    /// So many items must have a value before anything is said about it.
    static final int SUPPORT = 5;
    /// A property with more values than this that are frequent enough is a name of something rather than a kind.
    private static final int MOST_VALUES = 200;

    private static final double HALF = 0.5;

    /// A user's own names come before those of a platform, which often say the same.
    private static final Comparator<String> OWN_FIRST = Comparator.<String, Boolean>comparing(
                    name -> name.startsWith("$"))
            .thenComparing(Comparator.naturalOrder());

    record Value(String property, String value, BitSet holders) {}

    /// @param of one a row, NaN where missing
    record Numbers(String property, double[] of) {}

    static Traits of(List<ItemFacts> items) {
        SortedMap<String, SortedMap<String, BitSet>> values = new TreeMap<>(OWN_FIRST);
        SortedMap<String, double[]> numbers = new TreeMap<>();
        for (int row = 0; row < items.size(); row++) {
            int at = row;
            ItemFacts facts = items.get(row);
            facts.values()
                    .forEach((property, some) ->
                            some.forEach(value -> values.computeIfAbsent(property, _ -> new TreeMap<>())
                                    .computeIfAbsent(value, _ -> new BitSet())
                                    .set(at)));
            facts.numbers()
                    .forEach((property, number) ->
                            numbers.computeIfAbsent(property, _ -> missing(items.size()))[at] = number);
        }
        numbers.entrySet().removeIf(entry -> split(entry.getKey(), entry.getValue(), values));
        return new Traits(
                frequent(values, items.size()),
                numbers.entrySet().stream()
                        .map(entry -> new Numbers(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static double[] missing(int rows) {
        double[] column = new double[rows];
        Arrays.fill(column, Double.NaN);
        return column;
    }

    /// Where one number is that of half of the items, ranks say little; then the question is who has more than it.
    ///
    /// @return whether the numbers became values
    private static boolean split(String property, double[] column, Map<String, SortedMap<String, BitSet>> values) {
        double[] sorted =
                Arrays.stream(column).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return true;
        }
        double usual = sorted[sorted.length / 2];
        long ties = Arrays.stream(sorted).filter(number -> number == usual).count();
        if (ties < HALF * sorted.length) {
            return false;
        }
        BitSet above = new BitSet();
        for (int row = 0; row < column.length; row++) {
            above.set(row, column[row] > usual);
        }
        String bound = usual == Math.rint(usual) ? Long.toString((long) usual) : Double.toString(usual);
        values.computeIfAbsent(property, _ -> new TreeMap<>()).put("> " + bound, above);
        return true;
    }

    private static List<Value> frequent(SortedMap<String, SortedMap<String, BitSet>> values, int rows) {
        Map<BitSet, Value> distinct = new LinkedHashMap<>();
        values.forEach((property, byValue) -> {
            byValue.values().removeIf(holders -> holders.cardinality() < SUPPORT || holders.cardinality() == rows);
            if (byValue.size() <= MOST_VALUES) {
                byValue.forEach((value, holders) -> distinct.putIfAbsent(holders, new Value(property, value, holders)));
            }
        });
        return List.copyOf(distinct.values());
    }

    /// Rows that hold a number of this column.
    static BitSet present(double[] column) {
        BitSet rows = new BitSet();
        for (int row = 0; row < column.length; row++) {
            rows.set(row, !Double.isNaN(column[row]));
        }
        return rows;
    }
}
