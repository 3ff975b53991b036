package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.UnitRows;
import dev.tracemap.insight.Condition;
import dev.tracemap.insight.ItemFacts;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Items as the rules of monitors see them: what is known of each besides its text, and where it lies.
final class SightedItems {
    private SightedItems() {}

    /// @return one for each digest, in their order; what went wrong is among the values
    static List<ItemFacts> facts(Store store, long team, Level level, List<ItemDigest> digests) {
        List<ItemFacts> plain = new FactsReading(store, team).of(level, digests);
        List<ItemFacts> all = new ArrayList<>(plain.size());
        for (int i = 0; i < plain.size(); i++) {
            ItemFacts facts = plain.get(i);
            SortedMap<String, SortedSet<String>> values = new TreeMap<>(facts.values());
            values.put(
                    Condition.FINDING, new TreeSet<>(digests.get(i).findings().kinds()));
            all.add(new ItemFacts(values, facts.numbers(), facts.failed(), facts.latencySeconds()));
        }
        return all;
    }

    /// Each of length 1.
    static List<float[]> rows(Matrix vectors) {
        Matrix unit = UnitRows.of(vectors).rows();
        List<float[]> rows = new ArrayList<>(unit.rows());
        for (int row = 0; row < unit.rows(); row++) {
            int begin = unit.offset(row);
            rows.add(Arrays.copyOfRange(unit.values(), begin, begin + unit.columns()));
        }
        return rows;
    }
}
