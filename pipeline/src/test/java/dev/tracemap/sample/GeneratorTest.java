package dev.tracemap.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    @Test
    void sameParametersGiveTheSameBytes() {
        List<PlantedTrace> again =
                new Generator().stream(Demo.PARAMS).limit(200).toList();
        assertEquals(Demo.TRACES.subList(0, 200).toString(), again.toString());
    }

    @Test
    void anotherSeedGivesOtherTraces() {
        SampleParams other = new SampleParams(50, 43, Demo.PARAMS.end(), Demo.PARAMS.window());
        Set<String> requests = Demo.TRACES.stream().map(Demo::request).collect(Collectors.toSet());
        long known = new Generator()
                .stream(other)
                        .filter(trace -> trace.truth().intent() != null)
                        .map(Demo::request)
                        .filter(requests::contains)
                        .count();
        assertTrue(known <= 1, known + " of 50 requests came with both seeds");
    }

    @Test
    void generateHoldsWhatTheStreamGives() {
        SampleParams few = new SampleParams(20, 5, Demo.PARAMS.end(), Demo.PARAMS.window());
        Sample sample = new Generator().generate(few);
        List<PlantedTrace> traces = new Generator().stream(few).toList();
        assertEquals(20, sample.truth().size());
        assertEquals(traces.stream().map(PlantedTrace::truth).toList(), sample.truth());
        assertEquals(
                traces.stream().mapToLong(trace -> trace.events().size()).sum(),
                sample.events().size());
    }

    @Test
    void everyTraceAssembles() {
        for (PlantedTrace planted : Demo.TRACES) {
            Trace trace = Demo.assembled(planted);
            assertNotNull(trace.summary());
            assertEquals(planted.events().size() - 1, trace.spans().count(), "every event but the trace is a span");
            assertEquals(planted.truth().start(), trace.start().truncatedTo(ChronoUnit.MILLIS));
            assertTrue(trace.roots().stream()
                    .allMatch(root -> trace.id().equals(root.event().parentId())));
        }
    }

    @Test
    void agentsBelowAnAgentAreChildSpans() {
        List<Trace> deep = Demo.byIntent().getOrDefault("vendor_comparison", List.of()).stream()
                .map(Demo::assembled)
                .toList();
        for (Trace trace : deep) {
            List<Span> agents = trace.roots().stream()
                    .filter(root -> root.name().equals("vendor-researcher"))
                    .toList();
            assertTrue(agents.size() >= 3);
            assertTrue(agents.stream().allMatch(agent -> agent.children().size() >= 8));
        }
    }

    @Test
    void promptsGrowTurnByTurn() {
        for (PlantedTrace trace : Demo.TRACES) {
            Map<String, JsonNode> last = new HashMap<>();
            for (Event event : trace.events()) {
                if (event.name().equals(Event.GENERATION)) {
                    JsonNode prompt = event.properties().path("$ai_input");
                    JsonNode before = last.put(String.valueOf(event.parentId()), prompt);
                    for (int i = 0; before != null && i < before.size(); i++) {
                        assertEquals(before.get(i), prompt.get(i));
                    }
                }
            }
        }
    }

    @Test
    void uuidsAreUniqueAndTimesLieInTheWindow() {
        Set<String> uuids = new HashSet<>();
        Instant before = Demo.PARAMS.start();
        for (PlantedTrace trace : Demo.TRACES) {
            assertFalse(trace.truth().start().isBefore(before), "traces come in order of their start");
            before = trace.truth().start();
            for (Event event : trace.events()) {
                assertTrue(uuids.add(event.uuid()));
                assertFalse(event.timestamp().isAfter(Demo.PARAMS.end()));
            }
        }
    }

    @Test
    void usersComeBackAndSessionsHoldSeveralTraces() {
        Map<String, Set<String>> tracesOf = new HashMap<>();
        Map<String, Set<String>> sessionsOf = new HashMap<>();
        for (PlantedTrace trace : Demo.TRACES) {
            Event event = trace.events().getFirst();
            String session = String.valueOf(event.sessionId());
            tracesOf.computeIfAbsent(session, id -> new HashSet<>())
                    .add(trace.truth().traceId());
            sessionsOf
                    .computeIfAbsent(event.distinctId(), id -> new HashSet<>())
                    .add(session);
        }
        assertTrue(tracesOf.values().stream().filter(some -> some.size() > 1).count() > 100);
        assertTrue(sessionsOf.values().stream().filter(some -> some.size() > 1).count() > 100);
    }

    @Test
    void aTinyWindowAndASingleTraceAreFine() {
        SampleParams one = new SampleParams(1, 1, Demo.PARAMS.end(), Duration.ofMinutes(5));
        assertEquals(1, new Generator().generate(one).truth().size());
        assertNotEquals(0, new Generator().generate(one).events().size());
    }
}
