package dev.tracemap.insight;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known of one item besides its text.
///
/// @param values by property; an item may have several, such as two models or four tools
/// @param numbers by property; what is missing is left out
/// @param failed whether any of its events failed
/// @param latencySeconds absent where the source recorded none
public record ItemFacts(
        SortedMap<String, SortedSet<String>> values,
        SortedMap<String, Double> numbers,
        boolean failed,
        @Nullable Double latencySeconds) {
    public ItemFacts {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        values.forEach((property, some) -> copy.put(property, Collections.unmodifiableSortedSet(new TreeSet<>(some))));
        values = Collections.unmodifiableSortedMap(copy);
        numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    }

    public static ItemFacts of(
            Map<String, ? extends Set<String>> values,
            Map<String, Double> numbers,
            boolean failed,
            @Nullable Double latencySeconds) {
        SortedMap<String, SortedSet<String>> sorted = new TreeMap<>();
        values.forEach((property, some) -> sorted.put(property, new TreeSet<>(some)));
        return new ItemFacts(sorted, new TreeMap<>(numbers), failed, latencySeconds);
    }
}
