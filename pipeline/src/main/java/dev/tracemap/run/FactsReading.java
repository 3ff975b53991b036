package dev.tracemap.run;

import dev.tracemap.facet.Facets;
import dev.tracemap.facet.ModelFacets;
import dev.tracemap.insight.ItemFacts;
import dev.tracemap.insight.Properties;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gathers what is known of the items of a run: their events' properties, their facets and their measures.
final class FactsReading {
    private static final int READ_AT_ONCE = 5_000;
    /// A property of whole numbers with more values than this is a quantity rather than a kind.
    private static final int KINDS = 12;

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?([eE]-?\\d{1,2})?");

    private final Store store;
    private final long teamId;

    FactsReading(Store store, long teamId) {
        this.store = store;
        this.teamId = teamId;
    }

    /// @return one for each digest, in their order
    List<ItemFacts> of(Level level, List<ItemDigest> digests) {
        Map<String, SortedMap<String, SortedSet<String>>> properties = properties(
                level, digests.stream().map(digest -> digest.item().id()).toList());
        Set<String> quantities = quantities(properties);
        return digests.stream()
                .map(digest ->
                        facts(digest, properties.getOrDefault(digest.item().id(), new TreeMap<>()), quantities))
                .toList();
    }

    /// Of every item that has any, by its id.
    private Map<String, SortedMap<String, SortedSet<String>>> properties(Level level, List<String> ids) {
        Map<String, SortedMap<String, SortedSet<String>>> properties = new HashMap<>();
        // The same few values come with every item.
        Map<String, String> known = new HashMap<>();
        for (int begin = 0; begin < ids.size(); begin += READ_AT_ONCE) {
            List<String> some = ids.subList(begin, Math.min(ids.size(), begin + READ_AT_ONCE));
            for (Store.ItemProperty found : store.properties(teamId, level, some)) {
                properties
                        .computeIfAbsent(found.itemId(), _ -> new TreeMap<>())
                        .computeIfAbsent(known.computeIfAbsent(found.property(), name -> name), _ -> new TreeSet<>())
                        .add(known.computeIfAbsent(found.value(), value -> value));
            }
        }
        return properties;
    }

    private static Set<String> quantities(Map<String, SortedMap<String, SortedSet<String>>> properties) {
        Map<String, Set<String>> values = new HashMap<>();
        Set<String> words = new TreeSet<>();
        properties
                .values()
                .forEach(item -> item.forEach((property, some) -> some.forEach(value -> {
                    if (NUMBER.matcher(value).matches()) {
                        values.computeIfAbsent(property, _ -> new TreeSet<>()).add(value);
                    } else {
                        words.add(property);
                    }
                })));
        return values.entrySet().stream()
                .filter(entry -> !words.contains(entry.getKey())
                        && (entry.getValue().size() > KINDS || entry.getKey().startsWith(Properties.SECONDS_IN)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ItemFacts facts(
            ItemDigest digest, SortedMap<String, SortedSet<String>> properties, Set<String> quantities) {
        SortedMap<String, SortedSet<String>> values = new TreeMap<>();
        SortedMap<String, Double> numbers = new TreeMap<>();
        properties.forEach((property, some) -> {
            if (quantities.contains(property)) {
                // Of several the greatest: a trace is as large as its largest part.
                some.forEach(number -> numbers.merge(property, Double.parseDouble(number), Math::max));
            } else {
                values.put(property, some);
            }
        });
        ItemRef item = digest.item();
        add(
                values,
                Properties.HOUR,
                String.format(
                        Locale.ROOT,
                        "%02d",
                        item.timestamp().atZone(ZoneOffset.UTC).getHour()));
        facets(digest.facets(), values, numbers);
        ModelFacets read = digest.modelFacets();
        if (read != null) {
            read.answers().forEach((question, answer) -> {
                if (!answer.isBlank() && answer.length() <= Properties.LONGEST) {
                    add(values, question, answer.strip());
                }
            });
        }
        ItemMeasures measures = digest.measures();
        add(numbers, Properties.COST, measures.costUsd());
        add(numbers, Properties.LATENCY, measures.latencySeconds());
        return new ItemFacts(values, numbers, measures.hasError(), measures.latencySeconds());
    }

    private static void facets(
            Facets facets, SortedMap<String, SortedSet<String>> values, SortedMap<String, Double> numbers) {
        facets.distinctTools().forEach(tool -> add(values, Properties.TOOL, tool));
        facets.languages().stream().limit(1).forEach(language -> add(values, Properties.LANGUAGE, language));
        String finish = facets.finishReason();
        if (finish != null) {
            add(values, Properties.FINISH_REASON, finish);
        }
        numbers.put(Properties.TURNS, (double) facets.turnCount());
        numbers.put(Properties.TOOL_CALLS, (double) facets.toolCallCount());
        numbers.put(Properties.DEPTH, (double) facets.maxDepth());
        numbers.put(Properties.RETRIES, (double) facets.retryCount());
        numbers.put(Properties.TOOL_ERRORS, (double) facets.toolErrorCount());
        numbers.put(Properties.SWALLOWED_ERRORS, (double) facets.swallowedErrors());
        numbers.put(Properties.CLAIMED, (double) facets.claimedVsActualTools().size());
        Long tokens = facets.totalTokens();
        add(numbers, Properties.TOKENS, tokens == null ? null : (Double) (double) tokens);
    }

    private static void add(SortedMap<String, SortedSet<String>> values, String property, String value) {
        values.merge(property, new TreeSet<>(List.of(value)), (some, more) -> {
            SortedSet<String> both = new TreeSet<>(some);
            both.addAll(more);
            return both;
        });
    }

    private static void add(SortedMap<String, Double> numbers, String property, @Nullable Double number) {
        if (number != null) {
            numbers.put(property, number);
        }
    }
}
