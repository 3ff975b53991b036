package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.Sample;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.sample.Truth;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Runs over a part of what there is, on generated traces whose intents are known.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelectionTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private static Path directory;

    private Store store;
    private OnnxEmbedder model;
    private Runs runs;
    private String supportModel = "";
    private final Map<String, String> intents = new HashMap<>();

    @BeforeAll
    void open() {
        store = DuckDbStore.open(directory, CLOCK);
        model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
        runs = new Runs(store, new Stages(store, new Embedder(model, 2), CLOCK), CLOCK);
        // Older than the seven days a run looks back by itself.
        Sample sample =
                new Generator().generate(new SampleParams(300, 5, NOW.minus(Duration.ofDays(20)), Duration.ofDays(6)));
        store.append(sample.events());
        for (Truth truth : sample.truth()) {
            intents.put(truth.traceId(), String.valueOf(truth.intent()));
            if ("damaged_item_refund".equals(truth.intent())) {
                supportModel = truth.model();
            }
        }
    }

    @AfterAll
    void close() {
        runs.close();
        store.close();
        model.close();
    }

    @Test
    void meaningPicksWhatIsAboutIt() throws InterruptedException {
        RunRecord run = complete("{'lookback_days': 40, 'meaning': 'plot a chart'}");
        Map<String, Long> picked = picked(run);
        long charts = all("chart_request");
        assertTrue(picked.getOrDefault("chart_request", 0L) >= 0.9 * charts, picked + " of " + charts);
        assertTrue(picked.getOrDefault("chart_request", 0L) >= 0.9 * run.items(), picked.toString());
        assertTrue(
                run.warnings().stream()
                        .anyMatch(
                                warning -> warning.contains(run.items() + " of 300 items are about \"plot a chart\"")),
                run.warnings().toString());
        assertEquals("plot a chart", run.inputs().path("meaning").textValue());
    }

    @Test
    void meaningMayStandAmongTheFiltersAndKeepsToThem() throws InterruptedException {
        String model = "{'property': 'model', 'value': '" + supportModel + "'}";
        RunRecord plain = complete("{'lookback_days': 40, 'filters': [" + model + "]}");
        RunRecord meant = complete("{'lookback_days': 40, 'filters': [" + model + ", {'meaning': 'refund request'}]}");
        assertTrue(meant.items() > 0 && meant.items() < plain.items() / 2, meant.items() + " of " + plain.items());
        assertTrue(traces(plain).containsAll(traces(meant)));
        long asked = picked(meant).entrySet().stream()
                .filter(each -> each.getKey().matches("damaged_item_refund|refund_status|return_policy"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        assertTrue(asked >= 0.7 * meant.items(), picked(meant).toString());
    }

    @Test
    void scopeTakesTheMembersOfAClusterWhereverTheyLieInTime() throws InterruptedException {
        RunRecord whole = complete("{'lookback_days': 40}");
        ClusterRecord first = store.clusters(whole.runId()).getFirst();
        RunRecord part = complete("{'scope': " + scope(whole.runId(), first.clusterId()) + "}");
        assertEquals(
                store.memberships(whole.runId(), first.clusterId(), 0, Integer.MAX_VALUE).stream()
                        .map(Membership::traceId)
                        .collect(Collectors.toCollection(TreeSet::new)),
                traces(part));
        assertEquals(whole.windowStart(), part.windowStart());
    }

    @Test
    void scopesThatDoNotExistAreRefusedAtOnce() throws InterruptedException {
        String run = complete("{'lookback_days': 40}").runId();
        assertTrue(refusal("{'scope': " + scope("1_trace_20200101_000000", 0) + "}")
                .contains("no complete run '1_trace_20200101_000000'"));
        assertTrue(refusal("{'scope': " + scope(run, 99) + "}").contains("has no cluster 99; its clusters are [-1, 0"));
    }

    @Test
    void meaningsThatCannotBeJudgedAreRefused() {
        assertTrue(refusal("{'meaning': ' '}").contains("1 to 500 characters"));
        assertTrue(refusal("{'meaning': 3}").contains("\"refund request\""));
        assertTrue(refusal("{'meaning': 'a', 'filters': [{'meaning': 'b'}]}").contains("one meaning at a time"));
        assertTrue(refusal("{'filters': [{'property': 'meaning', 'operator': 'gt', 'value': 'a'}]}")
                .contains("takes no operator gt"));
    }

    private String refusal(String inputs) {
        return assertThrows(IllegalArgumentException.class, () -> runs.start(1, parse(inputs), null))
                .getMessage();
    }

    private static String scope(String run, int cluster) {
        return "{'run_id': '" + run + "', 'cluster_id': " + cluster + "}";
    }

    private long all(String intent) {
        return intents.values().stream().filter(intent::equals).count();
    }

    private Map<String, Long> picked(RunRecord run) {
        return traces(run).stream()
                .collect(Collectors.groupingBy(trace -> String.valueOf(intents.get(trace)), Collectors.counting()));
    }

    private Set<String> traces(RunRecord run) {
        return store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                .map(Membership::traceId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private RunRecord complete(String inputs) throws InterruptedException {
        RunRecord run = runs.await(1, runs.start(1, parse(inputs), null).runId(), PATIENCE, now -> true);
        assertEquals(Status.COMPLETE, run.status(), String.valueOf(run.error()));
        return run;
    }

    private static RunInputs parse(String json) {
        try {
            return RunInputs.parse(new ObjectMapper().readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
