package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A run over a sample, in a window whose other items were embedded by an earlier run.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final int SAMPLE = 90;
    private static final int ITEMS = 200;
    private static final int RARE = 60;
    private static final String[] COMMON = {
        "Refund the damaged parcel of order %d",
        "Plot a chart of the sales in region %d",
        "Translate contract %d to French"
    };
    private static final String SELDOM = "Delete my fingerprint from door lock %d in the laboratory";

    @TempDir
    private static Path directory;

    private Store store;
    private OnnxEmbedder model;
    private Runs runs;
    private Set<String> rare;
    private RunRecord run;

    @BeforeAll
    void runTwice() throws InterruptedException {
        store = DuckDbStore.open(directory, CLOCK);
        model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
        runs = new Runs(store, new Stages(store, new Embedder(model, 2), CLOCK), CLOCK);
        rare = outside();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            String wish = rare.contains(id(i)) ? SELDOM : COMMON[i % COMMON.length];
            events.add(event(i, wish.formatted(100 + i)));
        }
        store.replace(events);
        complete("{'max_samples': 'all', 'clustering_method': 'hdbscan'}");
        run = complete("{'max_samples': " + SAMPLE + "}");
    }

    /// Items that a sample with the run's seed does not hold.
    private Set<String> outside() {
        store.append(IntStream.range(0, ITEMS).mapToObj(i -> event(i, "x")).toList());
        Set<String> sampled = store
                .items(new ItemQuery(1, Level.TRACE, NOW.minus(Duration.ofDays(7)), NOW, List.of(), SAMPLE, 42))
                .stream()
                .map(ItemRef::id)
                .collect(Collectors.toSet());
        return IntStream.range(0, ITEMS)
                .mapToObj(RestTest::id)
                .filter(id -> !sampled.contains(id))
                .limit(RARE)
                .collect(Collectors.toSet());
    }

    private static String id(int i) {
        return "trace-" + i;
    }

    private static Event event(int i, String wish) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("$ai_trace_id", id(i)).put("$ai_latency", 1.5).put("$ai_total_cost_usd", 0.01);
        properties.putArray("$ai_input").addObject().put("role", "user").put("content", wish);
        properties
                .putArray("$ai_output_choices")
                .addObject()
                .put("role", "assistant")
                .put("content", "Done: " + wish);
        return new Event(new UUID(3, i).toString(), 1, Event.GENERATION, NOW.minusSeconds(60L + i), "u", properties);
    }

    private RunRecord complete(String inputs) throws InterruptedException {
        RunInputs parsed;
        try {
            parsed = RunInputs.parse(new ObjectMapper().readTree(inputs.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        RunRecord started = runs.start(1, parsed, null);
        RunRecord done = runs.await(1, started.runId(), Duration.ofMinutes(5), _ -> true);
        assertEquals(Status.COMPLETE, done.status(), String.valueOf(done.error()));
        return done;
    }

    @AfterAll
    void close() {
        runs.close();
        store.close();
        model.close();
    }

    @Test
    void everyItemOfTheWindowIsAMember() {
        List<Membership> members = store.memberships(run.runId(), null, 0, 1_000);
        assertEquals(ITEMS, members.size());
        assertEquals(ITEMS, run.items());
        assertEquals(
                ITEMS,
                store.clusters(run.runId()).stream()
                        .mapToInt(cluster -> cluster.metrics().items())
                        .sum());
        long assigned = members.stream().filter(Membership::assigned).count();
        assertEquals(
                ITEMS,
                run.inputs().path("rest").path("clustered").asInt() + (int) assigned,
                run.inputs().toString());
        assertTrue(
                run.warnings().stream().anyMatch(warning -> warning.contains("were assigned to the nearest cluster")),
                run.warnings().toString());
    }

    @Test
    void assignedItemsLieWithTheirLikes() {
        for (ClusterRecord cluster : store.clusters(run.runId())) {
            Set<Integer> wishes = store.memberships(run.runId(), cluster.clusterId(), 0, 1_000).stream()
                    .map(member -> rare.contains(member.itemId())
                            ? -1
                            : Integer.parseInt(member.itemId().substring(6)) % COMMON.length)
                    .collect(Collectors.toSet());
            assertTrue(cluster.clusterId() < 0 || wishes.size() == 1, cluster.title() + " holds " + wishes);
        }
    }

    @Test
    void aPatternThatTheSampleMissedIsAClusterWithAName() {
        ClusterRecord late = store.clusters(run.runId()).stream()
                .filter(cluster -> rare.containsAll(cluster.exemplars()) && cluster.clusterId() >= 0)
                .findFirst()
                .orElseThrow();
        assertTrue(late.size() >= 10, late.toString());
        assertTrue(
                late.title().toLowerCase(Locale.ROOT).matches(".*(lock|fingerprint|laborator|door).*"), late.title());
        assertTrue(run.inputs().path("chosen").path("clusters_found_in_rest").asInt() >= 1);
    }
}
