package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.Captured.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Samples that are fair to something. One user, session, model and tool has thirty traces of forty.
interface SamplingContract extends OpenedStore {
    private void fill() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String trace = String.format(Locale.ROOT, "t%02d", i);
            String group = i < 30 ? "big" : i < 38 ? "small" : "rare";
            events.add(generation(trace, "g", i)
                    .user(i == 39 ? "" : group)
                    .session(group)
                    .model(group)
                    .event());
            events.add(span(trace, "s", i).user("").with("$ai_span_name", group).event());
        }
        store().append(events);
    }

    private List<String> sample(SampleBy by, int most, long seed) {
        return store()
                .items(new ItemQuery(
                        1, Level.TRACE, MONDAY.minusSeconds(60), MONDAY.plusSeconds(86_400), List.of(), most, seed, by))
                .stream()
                .map(ItemRef::id)
                .toList();
    }

    private static Map<String, Long> groups(List<String> traces) {
        return traces.stream()
                .map(trace -> Integer.parseInt(trace.substring(1)))
                .collect(Collectors.groupingBy(
                        i -> i < 30 ? "big" : i < 38 ? "small" : "rare", TreeMap::new, Collectors.counting()));
    }

    @Test
    default void nobodyHasASecondItemBeforeEverybodyHasOne() {
        fill();
        assertEquals(Map.of("big", 1L, "small", 1L, "rare", 1L), groups(sample(SampleBy.SESSION, 3, 1)));
        assertEquals(Map.of("big", 9L, "small", 8L, "rare", 2L), groups(sample(SampleBy.SESSION, 19, 1)));
        assertEquals(
                Map.of("big", 1L, "small", 1L, "rare", 2L),
                groups(sample(SampleBy.USER, 4, 1)),
                "a trace without a user is nobody's");
    }

    @Test
    default void everyModelHasItsShareAndAtLeastOne() {
        fill();
        for (SampleBy by : List.of(SampleBy.MODEL, SampleBy.TOOL)) {
            assertEquals(Map.of("big", 1L, "small", 1L, "rare", 1L), groups(sample(by, 3, 1)), by.wire());
            assertEquals(Map.of("big", 15L, "small", 4L, "rare", 1L), groups(sample(by, 20, 1)), by.wire());
        }
    }

    @Test
    default void theSeedDecidesWho() {
        fill();
        assertEquals(sample(SampleBy.MODEL, 10, 1), sample(SampleBy.MODEL, 10, 1));
        assertEquals(
                List.of("t02", "t03", "t14"),
                sample(SampleBy.MODEL, 10, 7).stream().limit(3).toList(),
                "in every engine");
        List<List<String>> samples = List.of(1L, 2L, 3L).stream()
                .map(seed -> sample(SampleBy.SESSION, 3, seed))
                .distinct()
                .toList();
        assertTrue(samples.size() > 1);
        assertEquals(
                40,
                sample(SampleBy.USER, 100, 1).stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> 1))
                        .size());
    }
}
