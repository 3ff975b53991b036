package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.EmbeddingText;
import dev.tracemap.label.ScriptedLabeller;
import dev.tracemap.llm.Cap;
import dev.tracemap.llm.Endpoint;
import dev.tracemap.llm.Limits;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.Rate;
import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.llm.ScriptedServer.Asked;
import dev.tracemap.llm.ScriptedServer.Reply;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.summary.Summary.Note;
import dev.tracemap.summary.SummaryStyle;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import dev.tracemap.trace.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs with models, which a scripted server plays.
class ModelRunTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Limits QUICK = new Limits(8, 0, 7, Duration.ofMillis(1), Duration.ofSeconds(20));
    private static final Rate RATE = new Rate(1, 4);

    @TempDir
    private Path directory;

    private final ScriptedServer server = new ScriptedServer(new ScriptedReader(0)::answer);
    private Store store;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @Test
    void realTracesAreReadThoughManyCallsFail() throws Exception {
        store.append(SharedData.events("tau/events.posthog.jsonl.gz"));
        String inputs = Boolean.getBoolean("tracemap.long")
                ? "{\"lookback_days\": 3650}"
                : "{\"lookback_days\": 3650, \"max_samples\": 50}";
        ScriptedReader reader = new ScriptedReader(0.3);
        server.script(reader::answer);
        RunRecord run = run(inputs, settings(Cap.NONE, Map.of()));
        assertEquals(Status.COMPLETE, run.status(), run.error());
        JsonNode counts = run.inputs().at("/models/summaries");
        assertEquals(
                run.items(),
                counts.path("by_model").intValue()
                        + counts.path("cached").intValue()
                        + counts.path("offline").intValue());
        assertTrue(counts.path("by_model").intValue() >= run.items() * 0.8, counts.toString());
        checkSummaries();
        for (Asked asked : server.requests()) {
            boolean labels = ScriptedLabeller.concerns(asked);
            assertTrue(labels
                    || (asked.text().contains("<<<recording ") && asked.text().contains("L001: ")));
            assertEquals(labels ? "gpt-4.1" : "gpt-4.1-mini", asked.model());
            assertFalse(asked.raw().contains("SECRET"));
        }
        checkLabels(run);
        assertEquals("0", one("SELECT count(*) FROM events WHERE properties::VARCHAR LIKE '%SECRET%'"));

        int before = server.requests().size();
        RunRecord again = run(inputs, settings(Cap.NONE, Map.of()));
        assertEquals(
                run.items(),
                again.inputs().at("/models/summaries/cached").intValue()
                        + again.inputs().at("/models/summaries/by_model").intValue()
                        + again.inputs().at("/models/summaries/offline").intValue());
        long asked = server.requests().stream()
                .skip(before)
                .filter(each -> !ScriptedLabeller.concerns(each))
                .count();
        assertTrue(asked <= run.items() / 20, "asked again");
    }

    private void checkLabels(RunRecord run) {
        JsonNode labels = run.inputs().at("/models/labels");
        assertEquals("agent", labels.path("source").asText(), labels.toString());
        assertEquals(0, labels.path("offline").intValue(), labels.toString());
        assertTrue(labels.path("steps").intValue() >= 4 && labels.path("tokens").intValue() > 0, labels.toString());
        for (ClusterRecord cluster : store.clusters(run.runId())) {
            assertTrue(cluster.title().startsWith(cluster.clusterId() < 0 ? "Outliers" : "Scripted "), cluster.title());
            assertEquals("- scripted\n- label", cluster.description());
        }
        store.hierarchy(run.runId())
                .forEach(group -> assertTrue(group.title().startsWith("All Scripted "), group.title()));
        assertEquals(
                store.hierarchy(run.runId()).size(),
                run.inputs().at("/hierarchy/names_by_model").intValue());
    }

    private void checkSummaries() {
        int references = 0;
        for (ItemDigest digest : digests()) {
            Item item = new Item.TraceItem(store.trace(1, digest.item().id()).orElseThrow());
            List<String> lines = TraceText.full(item).lines();
            assertTrue(
                    digest.summary().title().split(" ", -1).length <= 10,
                    digest.summary().title());
            for (Note note : Stream.concat(digest.summary().bullets().stream(), digest.summary().notes().stream())
                    .toList()) {
                for (String reference : note.lineRefs()) {
                    assertTrue(lines.get(Integer.parseInt(reference.substring(1)) - 1)
                            .startsWith(reference + ":"));
                    references++;
                }
            }
        }
        assertTrue(references > 0);
    }

    @Test
    void theBudgetIsKeptAndTheRestGoesOffline() throws Exception {
        fill(60);
        RunRecord run = run("{}", settings(new Cap(0.02, null), Map.of()));
        assertEquals(Status.COMPLETE, run.status(), run.error());
        JsonNode models = run.inputs().path("models");
        assertTrue(models.path("cost_usd").doubleValue() <= 0.02, models.toString());
        assertTrue(models.at("/summaries/by_model").intValue() > 0, models.toString());
        assertTrue(models.at("/summaries/offline").intValue() > 0, models.toString());
        assertTrue(
                run.warnings().stream().anyMatch(line -> line.contains("budget")),
                run.warnings().toString());
    }

    @Test
    void withoutAServerToAskARunIsCompleteAndSaysWhyInOneLine() throws Exception {
        fill(30);
        for (Function<Asked, Reply> script : List.<Function<Asked, Reply>>of(
                _ -> ScriptedServer.status(401),
                _ -> new ScriptedServer.Raw(200, "text/html", "<!doctype html><p>Hello"),
                _ -> new ScriptedServer.Reset())) {
            server.script(script);
            RunRecord run = run("{}", settings(Cap.NONE, Map.of()));
            assertEquals(Status.COMPLETE, run.status(), run.error());
            List<String> told = run.warnings().stream()
                    .filter(line -> line.contains("without a model"))
                    .toList();
            assertEquals(1, told.size(), run.warnings().toString());
            assertFalse(told.getFirst().contains("SECRET") || told.getFirst().contains("\n"), told.getFirst());
        }
    }

    @Test
    void theEstimateIsCloseToWhatIsUsed() throws Exception {
        fill(80);
        ModelSettings settings = settings(Cap.NONE, Map.of(ModelStage.EMBEDDING, "text-embedding-3-large"));
        Estimate estimate;
        try (Runs runs = runs(settings)) {
            estimate = runs.estimate(1, inputs("{}"));
        }
        RunRecord run = run("{}", settings);
        double used = run.inputs().at("/models/tokens").doubleValue();
        assertEquals(80, estimate.unread());
        assertEquals(1, (estimate.inputTokens() + estimate.outputTokens()) / used, 0.15, estimate + " against " + used);
        try (Runs runs = runs(settings)) {
            Estimate again = runs.estimate(1, inputs("{}"));
            assertEquals(0, again.unread());
            assertEquals(
                    List.of(ModelStage.SUMMARY, ModelStage.EMBEDDING, ModelStage.LABEL),
                    again.parts().stream().map(Estimate.Part::stage).toList());
            long before = sent();
            run("{}", settings);
            assertEquals(1, again.inputTokens() / ((sent() - before) / 4.0), 0.15, again.toString());
        }
    }

    @Test
    void aRunMayAskMoreOfItsSummaries() throws Exception {
        fill(20);
        run("{}", settings(Cap.NONE, Map.of()));
        int before = server.requests().size();
        String wish = """
                {"summary": {"instructions": "Name the product area.", "facets":
                  [{"name": "channel", "question": "How did the user come?", "type": "choice", "choices": ["chat", "mail"]}]}}
                """;
        RunRecord run = run(wish, settings(Cap.NONE, Map.of()));
        assertEquals(20, run.inputs().at("/models/summaries/by_model").intValue(), "read anew, as it asks for more");
        List<Asked> readings = server
                .requests()
                .subList(before, server.requests().size())
                .stream()
                .filter(asked -> asked.text().contains("You summarise a recording"))
                .toList();
        assertEquals(20, readings.size());
        for (Asked each : readings) {
            assertTrue(each.text().contains("asks for this: Name the product area."), each.text());
            assertTrue(each.raw().contains("How did the user come?"));
        }
        assertEquals(
                "Name the product area.",
                run.inputs().at("/summary/instructions").asText());
        RunRecord along = run(wish.replaceFirst("\\{", "{\"axis\": \"channel\", "), settings(Cap.NONE, Map.of()));
        assertEquals(Status.COMPLETE, along.status(), along.error());
        assertEquals(20, along.inputs().at("/models/summaries/cached").intValue());
    }

    private long sent() {
        return server.requests().stream()
                .mapToLong(asked -> asked.raw().length())
                .sum();
    }

    @Test
    void remoteVectorsAreUsedOrNotAtAll() throws Exception {
        fill(40);
        ModelSettings settings = settings(Cap.NONE, Map.of(ModelStage.EMBEDDING, "text-embedding-3-large"));
        RunRecord run = run("{}", settings);
        assertEquals(
                "text-embedding-3-large", run.inputs().path("embedding_model").asText());
        assertTrue(server.requests().stream().anyMatch(asked -> asked.path().equals("/v1/embeddings")));
        ScriptedReader reader = new ScriptedReader(0);
        server.script(asked -> asked.path().endsWith("embeddings") ? ScriptedServer.status(400) : reader.answer(asked));
        RunRecord fallen = run("{\"axis\": \"failure_mode+task_summary\"}", settings);
        assertEquals(Status.COMPLETE, fallen.status(), fallen.error());
        assertEquals(
                "bge-small-en-v1.5-q8", fallen.inputs().path("embedding_model").asText());
        assertTrue(fallen.warnings().stream().anyMatch(line -> line.contains("embedded in process")));
    }

    @Test
    void searchByMeaningAsksTheModelThatMadeTheVectors() throws Exception {
        fill(40);
        ModelSettings settings = settings(Cap.NONE, Map.of(ModelStage.EMBEDDING, "text-embedding-3-large"));
        run("{}", settings);
        String text = EmbeddingText.of(digests().getFirst().summary());
        try (Runs runs = runs(settings)) {
            List<Store.Similar> found = runs.similar(1, Level.TRACE, text, _ -> true, 3);
            assertEquals(3, found.size());
            assertEquals(1, found.getFirst().cosine(), 1e-6);
            assertEquals(
                    3, runs.similar(1, Level.TRACE, "money back", _ -> true, 3).size());
            Asked last = server.requests().getLast();
            assertEquals("text-embedding-3-large", last.model());
            assertEquals("money back", last.body().at("/input/0").asText());
        }
    }

    @Test
    void itemsInALanguageThatTheModelDoesNotReadAreToldOf() throws Exception {
        for (int i = 0; i < 30; i++) {
            String said = "Ich möchte bitte meine Bestellung " + i + " zurückgeben und das Geld dafür wiederhaben";
            var properties = JsonNodeFactory.instance.objectNode().put("$ai_trace_id", "deutsch-" + i);
            properties.putArray("$ai_input").addObject().put("role", "user").put("content", said);
            store.append(List.of(new Event("uuid-" + i, 1, Event.GENERATION, NOW.minusSeconds(60), "u", properties)));
        }
        RunRecord run = run("{}", settings(Cap.NONE, Map.of()));
        assertTrue(
                run.warnings().stream().anyMatch(line -> line.contains("are not in English (de)")),
                run.warnings().toString());
        RunRecord remote = run("{}", settings(Cap.NONE, Map.of(ModelStage.EMBEDDING, "text-embedding-3-large")));
        assertTrue(remote.warnings().stream().noneMatch(line -> line.contains("English")));
    }

    @Test
    void anAxisMustBeSomethingThatIsKnown() throws Exception {
        fill(30);
        try (Runs offline = new Runs(
                store, new Stages(store, new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2), CLOCK), CLOCK)) {
            assertThrows(IllegalArgumentException.class, () -> offline.start(1, inputs("{\"axis\": \"mood\"}"), null));
            IllegalArgumentException needsModel = assertThrows(
                    IllegalArgumentException.class,
                    () -> offline.start(1, inputs("{\"axis\": \"failure_mode\"}"), null));
            assertTrue(needsModel.getMessage().contains("OPENAI_API_KEY"));
        }
        assertEquals(
                Status.COMPLETE,
                run("{\"axis\": \"tool_call_sequence+finish_reason\"}", settings(Cap.NONE, Map.of()))
                        .status());
    }

    @Test
    void ownCallsAreTracesOfAnotherTeam() throws Exception {
        fill(30);
        ModelSettings settings = new ModelSettings(
                Map.of(), QUICK, Cap.NONE, Cap.NONE, Privacy.PLAIN, SummaryStyle.DEFAULT, Map.of(), 2L);
        RunRecord run = run("{}", settings);
        assertEquals(30, run.items());
        assertEquals(
                String.valueOf(server.requests().size()),
                one("SELECT count(*) FROM events WHERE team_id = 2 AND event = '$ai_generation'"));
        RunRecord again = run("{\"level\": \"generation\"}", settings(Cap.NONE, Map.of()));
        assertEquals("0", one("SELECT count(*) FROM memberships WHERE trace_id = '" + run.runId() + "'"));
        assertEquals(
                one("SELECT count(*) FROM events WHERE team_id = 1 AND event = '$ai_generation'"),
                String.valueOf(again.items()));
    }

    @Test
    void nothingIsAskedInPrivacyOffline() throws Exception {
        fill(30);
        ModelSettings settings = new ModelSettings(
                Map.of(), QUICK, Cap.NONE, Cap.NONE, Privacy.OFFLINE, SummaryStyle.DEFAULT, Map.of(), null);
        RunRecord run = run("{}", settings);
        assertEquals(0, server.requests().size());
        assertEquals("offline", run.inputs().path("privacy").asText());
    }

    private static ModelSettings settings(Cap perRun, Map<ModelStage, String> models) {
        return new ModelSettings(models, QUICK, perRun, Cap.NONE, Privacy.PLAIN, SummaryStyle.DEFAULT, Map.of(), null);
    }

    private Runs runs(ModelSettings settings) {
        Models models = new Models(
                store, settings, Optional.of(new Endpoint(server.url(), "sk-test-SECRET")), _ -> RATE, CLOCK);
        Embedder embedder = new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2);
        return new Runs(store, new Stages(store, embedder, models, CLOCK), CLOCK);
    }

    private RunRecord run(String inputs, ModelSettings settings) throws Exception {
        try (Runs runs = runs(settings)) {
            RunRecord started = runs.start(1, inputs(inputs), null);
            return runs.await(1, started.runId(), Duration.ofMinutes(5), _ -> true);
        }
    }

    private static RunInputs inputs(String json) throws IOException {
        return RunInputs.parse(new ObjectMapper().readTree(json));
    }

    private List<ItemDigest> digests() {
        var query = new dev.tracemap.store.ItemQuery(
                1, dev.tracemap.trace.Level.TRACE, Instant.EPOCH, NOW.plusSeconds(1), List.of(), null, 1);
        return List.copyOf(
                store.digests(1, store.items(query), "gpt-4.1-mini/summary-1").values());
    }

    private void fill(int traces) {
        store.append(new Generator()
                .generate(new SampleParams(traces, 5, NOW, Duration.ofDays(6)))
                .events());
    }

    private String one(String sql) {
        return String.valueOf(
                store.query(sql, 1, Duration.ofSeconds(10)).rows().getFirst().getFirst());
    }
}
