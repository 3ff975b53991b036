package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.OutcomeRate;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Success by what was said, and by a property.
class RunOutcomesTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, () -> NOON);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Event event(String name, String trace, String span, ObjectNode properties) {
        properties.put("$ai_trace_id", trace).put("$ai_span_id", span);
        return new Event(name + trace + span, 1, name, NOON, "u", properties);
    }

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// Forty traces in two clusters of two generations each. In cluster 1 nobody is content and few are resolved.
    private RunRecord planted(Level level) {
        List<Event> events = new ArrayList<>();
        List<Membership> members = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String trace = "t" + i;
            int cluster = i % 2;
            for (String span : List.of("a", "b")) {
                events.add(event(
                        Event.GENERATION, trace, trace + span, json().put("resolved", cluster == 0 || i % 10 == 1)));
                if (level == Level.GENERATION) {
                    members.add(member(trace + span, trace, cluster));
                }
            }
            if (level == Level.TRACE) {
                members.add(member(trace, trace, cluster));
            }
            events.add(event(
                    Event.METRIC,
                    trace,
                    trace + "a",
                    json().put("$ai_metric_name", "thumbs").put("$ai_metric_value", cluster == 0 ? "up" : "down")));
        }
        store.append(events);
        RunRecord run = new RunRecord(
                "r",
                1,
                level,
                null,
                null,
                RunRecord.Status.COMPLETE,
                "emit",
                1,
                1,
                NOON,
                NOON,
                NOON.minusSeconds(60),
                NOON,
                json(),
                members.size(),
                2,
                0,
                1,
                List.of(),
                null);
        store.completeRun(run, List.of(), members, new Event("e", 1, "$ai_trace_clusters", NOON, "", json()));
        return run;
    }

    private static Membership member(String item, String trace, int cluster) {
        return new Membership(item, trace, cluster, 0.9, null, null, 0.1, 1, 0, 0, item, NOON, List.of());
    }

    @Test
    void whatWasSaidIsJoinedToTheItems() {
        RunOutcomes outcomes = RunOutcomes.of(store, planted(Level.TRACE), null);
        OutcomeRate low = outcomes.worst(1).orElseThrow();
        assertEquals("thumbs", low.outcome());
        assertEquals(List.of(20, 20, 0), List.of(low.items(), low.n(), low.good()));
        assertTrue(low.isLow());
        assertEquals(1, outcomes.worst(0).orElseThrow().rate());
    }

    @Test
    void whatNamesAGenerationIsSaidOfThatOneOnly() {
        OutcomeRate low =
                RunOutcomes.of(store, planted(Level.GENERATION), null).worst(1).orElseThrow();
        assertEquals(List.of(40, 20), List.of(low.items(), low.n()));
    }

    @Test
    void anyPropertyMaySaySuccess() {
        RunRecord run = planted(Level.TRACE);
        RunOutcomes outcomes = RunOutcomes.of(store, run, "resolved");
        assertEquals(4, outcomes.worst(1).orElseThrow().good());
        assertEquals(20, outcomes.worst(0).orElseThrow().good());
        assertEquals(
                16,
                RunOutcomes.of(store, run, "not resolved")
                        .worst(1)
                        .orElseThrow()
                        .good());
    }

    @Test
    void aNameThatNobodyGaveIsAnsweredWithThoseThereAre() {
        RunRecord run = planted(Level.TRACE);
        String message = assertThrows(IllegalArgumentException.class, () -> RunOutcomes.of(store, run, "joy"))
                .getMessage();
        assertTrue(message.contains("Known are thumbs."), message);
    }
}
