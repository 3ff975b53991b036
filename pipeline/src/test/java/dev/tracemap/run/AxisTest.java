package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Two requests, each served in two ways: looked up once and answered, or searched again and again until it fails.
/// Trace ids tell: `refund-loop-3`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AxisTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final int EACH = 15;
    private static final List<String> THINGS = List.of("lamp", "chair", "kettle", "jacket", "phone");

    @TempDir
    private static Path directory;

    private Store store;
    private OnnxEmbedder model;
    private Runs runs;

    @BeforeAll
    void open() {
        store = DuckDbStore.open(directory, CLOCK);
        model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
        runs = new Runs(store, new Stages(store, new Embedder(model, 2), CLOCK), CLOCK);
        List<Event> events = new ArrayList<>();
        for (String request : List.of("refund", "weather")) {
            for (int i = 0; i < EACH; i++) {
                events.add(trace(request, "plain", i, List.of("find_record"), false));
                events.add(trace(
                        request, "loop", i, List.of("search", "open_page", "search", "open_page", "search"), true));
            }
        }
        store.append(events);
    }

    @AfterAll
    void close() {
        runs.close();
        store.close();
        model.close();
    }

    private static String asked(String request, String thing) {
        return request.equals("refund")
                ? "I want my money back for the broken " + thing + " that you sent"
                : "What will the weather be in the hills when I carry my " + thing + " outside";
    }

    private static Event trace(String request, String conduct, int i, List<String> calls, boolean failing) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        String id = request + "-" + conduct + "-" + i;
        ObjectNode properties = nodes.objectNode().put("$ai_trace_id", id).put("$ai_span_id", id + "-s");
        ArrayNode input = properties.putArray("$ai_input");
        String thing = THINGS.get(i % THINGS.size());
        input.addObject().put("role", "user").put("content", asked(request, thing));
        for (int call = 0; call < calls.size(); call++) {
            ObjectNode asked = input.addObject().put("role", "assistant");
            asked.putArray("tool_calls")
                    .addObject()
                    .put("id", "c" + call)
                    .put("type", "function")
                    .putObject("function")
                    .put("name", calls.get(call))
                    .put("arguments", "{\"about\": \"" + thing + call + "\"}");
            input.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", "c" + call)
                    .put("content", failing ? "Error: service unavailable" : "found");
        }
        properties
                .putArray("$ai_output_choices")
                .addObject()
                .put("role", "assistant")
                .put("content", failing ? "Here you are." : "It is done, as you asked.");
        return new Event(
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(),
                1,
                Event.GENERATION,
                NOW.minus(Duration.ofMinutes(10L + i)),
                "user",
                properties);
    }

    /// Share of items in a cluster in which everything has the same part of the id, among all items.
    private double told(String axis, int part) throws InterruptedException {
        RunRecord run = run(axis);
        Map<Integer, List<Membership>> clusters = store.memberships(run.runId(), null, 0, 1_000).stream()
                .filter(member -> member.clusterId() >= 0)
                .collect(Collectors.groupingBy(Membership::clusterId));
        long pure = clusters.values().stream()
                .filter(members -> members.stream()
                                .map(member -> member.traceId().split("-", -1)[part])
                                .distinct()
                                .count()
                        == 1)
                .mapToLong(List::size)
                .sum();
        return (double) pure / run.items();
    }

    private RunRecord run(String axis) throws InterruptedException {
        RunRecord run = runs.start(1, inputs(axis), null);
        RunRecord complete = runs.await(1, run.runId(), Duration.ofMinutes(5), _ -> true);
        assertEquals(Status.COMPLETE, complete.status(), String.valueOf(complete.error()));
        return complete;
    }

    private static RunInputs inputs(String axis) {
        try {
            return RunInputs.parse(new ObjectMapper().readTree("{\"axis\": \"" + axis + "\"}"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void tracesOfOneRequestAndDifferentConductFallApartAlongBehavior() throws InterruptedException {
        assertTrue(told("behavior", 1) >= 0.9, "conduct");
    }

    @Test
    void whatFailedFallsApartFromWhatDidNotAlongFailure() throws InterruptedException {
        assertTrue(told("failure", 1) >= 0.9, "conduct");
    }

    @Test
    void tracesOfOneRequestStayTogetherAlongIntent() throws InterruptedException {
        assertTrue(told("intent", 0) >= 0.9, "request");
    }

    @Test
    void partsWithWeightsTellBothApart() throws InterruptedException {
        assertTrue(told("intent:1+behavior:2", 1) >= 0.9, "conduct");
        assertTrue(told("intent:2+behavior:1", 0) >= 0.9, "request");
    }

    @Test
    void vectorsOfAWeightedAxisAreFoundUnderItsOwnName() throws InterruptedException {
        RunRecord run = run("intent:3+behavior:1");
        String rendering = run.inputs().path("embedding_rendering").asText();
        assertEquals("axis-2:intent:3.0+behavior:1.0", rendering);
        List<String> ids = store.memberships(run.runId(), null, 0, 5).stream()
                .map(Membership::itemId)
                .toList();
        String by = run.inputs().path("embedding_model").asText();
        assertEquals(
                2 * 384 + 128,
                store.embeddings(1, "llm-trace-summary-detailed", rendering, by, ids)
                        .columns());
    }

    @Test
    void meaningPicksAlongAnyAxis() throws InterruptedException {
        RunRecord run = runs.start(1, meant("behavior", "weather forecast"), null);
        RunRecord complete = runs.await(1, run.runId(), Duration.ofMinutes(5), _ -> true);
        assertEquals(Status.COMPLETE, complete.status(), String.valueOf(complete.error()));
        assertTrue(store.memberships(run.runId(), null, 0, 1_000).stream()
                .allMatch(member -> member.traceId().startsWith("weather")));
    }

    private static RunInputs meant(String axis, String meaning) {
        ObjectNode json = inputs(axis).toJson();
        return RunInputs.parse(json.put("meaning", meaning));
    }

    @Test
    void aWeightIsANumberAboveZero() {
        assertThrows(IllegalArgumentException.class, () -> inputs("summary:x"));
        assertThrows(IllegalArgumentException.class, () -> runs.start(1, inputs("summary:0"), null));
    }
}
