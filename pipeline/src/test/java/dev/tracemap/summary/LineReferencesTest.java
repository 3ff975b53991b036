package dev.tracemap.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.facet.DirectFacets;
import dev.tracemap.text.NumberedText;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.SharedData;
import dev.tracemap.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every line reference exists in the text that is shown, sampled views included, and every title fits.
class LineReferencesTest {
    /// Small enough that longer traces are sampled.
    private static final int ROOM = 12_000;

    @ParameterizedTest
    @ValueSource(strings = {"failure-modes/events.posthog.jsonl.gz", "tau/parity/events.posthog.jsonl.gz"})
    void everyReferenceExists(String file) {
        SharedData.traces(file).values().forEach(trace -> check(new Item.TraceItem(trace)));
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(
            strings = {"tau/events.posthog.jsonl.gz", "banking77/events.posthog.jsonl.gz", "sgd/events.posthog.jsonl.gz"
            })
    void everyReferenceExistsInAllOfTheData(String file) {
        Map<String, List<Trace>> sessions = new LinkedHashMap<>();
        for (Trace trace : SharedData.traces(file).values()) {
            check(new Item.TraceItem(trace));
            String session = trace.sessionId();
            if (session != null) {
                sessions.computeIfAbsent(session, _ -> new ArrayList<>()).add(trace);
            }
        }
        sessions.forEach((id, traces) -> {
            traces.sort(Comparator.comparing(Trace::start));
            check(new Item.SessionItem(id, traces));
        });
    }

    private static void check(Item item) {
        NumberedText text = TraceText.render(item, ROOM);
        Summary summary = ExtractiveSummarizer.summarize(item, text, DirectFacets.of(item));
        Set<String> shown = text.lines().stream()
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))))
                .collect(Collectors.toSet());
        List<String> missing = Stream.concat(summary.bullets().stream(), summary.notes().stream())
                .flatMap(note -> note.lineRefs().stream())
                .filter(ref -> !shown.contains(ref))
                .toList();
        assertEquals(List.of(), missing, item.id());
        assertTrue(!summary.title().isBlank() && summary.title().split(" ", -1).length <= 10, summary.title());
        assertTrue(summary.flowDiagram().chars().allMatch(sign -> sign < 128), summary.flowDiagram());
    }
}
