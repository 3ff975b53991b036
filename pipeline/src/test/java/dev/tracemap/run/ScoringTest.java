package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.embedding.Embedder;
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
import dev.tracemap.score.Judgement;
import dev.tracemap.score.Rubric;
import dev.tracemap.score.Score;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.summary.SummaryStyle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs with rubrics, judged by a scripted server, or by a connected agent afterwards.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScoringTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Limits QUICK = new Limits(8, 0, 3, Duration.ofMillis(1), Duration.ofSeconds(20));
    private static final Rubric RESOLVED =
            new Rubric("resolved", "Was the request fulfilled?", Rubric.Scale.BOOLEAN, 4);
    private static final Rubric TONE = new Rubric("tone", "How kind was it?", Rubric.Scale.ONE_TO_FIVE, 2);

    private static final int ITEMS = 24;

    @TempDir
    private static Path directory;

    private final ScriptedReader reader = new ScriptedReader(0);
    private final ScriptedServer server = new ScriptedServer(reader::answer);
    private final Embedder embedder = new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2);
    private Store store;
    private RunRecord plain;

    /// One store for all, in which everything has been read; each test has rubrics of its own.
    @BeforeAll
    void open() throws InterruptedException {
        store = DuckDbStore.open(directory, CLOCK);
        store.append(new Generator()
                .generate(new SampleParams(ITEMS, 5, NOW, Duration.ofDays(6)))
                .events());
        plain = run(Cap.NONE, Map.of());
    }

    @BeforeEach
    void behave() {
        server.script(reader::answer);
    }

    @AfterAll
    void close() {
        store.close();
        server.close();
    }

    @Test
    void judgementsAreEstimatedBeforehand() throws Exception {
        Rubric fresh = new Rubric("fresh", "Was it about something new?", Rubric.Scale.BOOLEAN, 3);
        Estimate.Part before = audits(fresh);
        RunRecord run = run(Cap.NONE, Map.of(ModelStage.AUDIT, "judge-mini"), fresh);
        JsonNode used = null;
        for (JsonNode row : run.inputs().at("/models/calls")) {
            used = row.path("stage").asText().equals("audit") ? row : used;
        }
        assertEquals("judge-mini", before.model());
        assertEquals(
                1,
                before.inputTokens()
                        / Objects.requireNonNull(used).path("input_tokens").doubleValue(),
                0.25);
        assertEquals(0, audits(fresh).inputTokens(), "judged before");
    }

    private Estimate.Part audits(Rubric rubric) {
        try (Runs runs = runs(true, Cap.NONE, Map.of(ModelStage.AUDIT, "judge-mini"), List.of(rubric))) {
            return runs.estimate(1, RunInputs.DEFAULT).parts().stream()
                    .filter(part -> part.stage() == ModelStage.AUDIT)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aSampleOfEveryClusterIsJudgedOnce() throws Exception {
        int asked = verdicts().size();
        RunRecord run = run(Cap.NONE, Map.of(ModelStage.AUDIT, "judge-mini"), RESOLVED, TONE);
        int sampled = 0;
        for (ClusterRecord cluster : store.clusters(run.runId())) {
            sampled += Math.min(4, cluster.size()) + Math.min(2, cluster.size());
            assertRates(run, cluster);
        }
        List<Asked> verdicts = verdicts().subList(asked, verdicts().size());
        assertEquals(sampled, verdicts.size());
        for (Asked each : verdicts) {
            assertEquals("judge-mini", each.model());
            assertTrue(each.text().contains("<<<recording ") && each.text().contains("L001: "));
        }
        assertEquals(sampled, run.inputs().at("/scores/judged").intValue());
        assertEquals("judge-mini", run.inputs().at("/scores/judge").asText());
        assertTrue(run.inputs().at("/models/calls").toString().contains("\"audit\""));
        assertReasonsAndReferences();

        RunRecord again = run(Cap.NONE, Map.of(ModelStage.AUDIT, "judge-mini"), RESOLVED, TONE);
        assertEquals(asked + sampled, verdicts().size(), "asked again");
        assertEquals(sampled, again.inputs().at("/scores/cached").intValue());
        assertEquals(rates(run), rates(again));
    }

    /// The scripted judge says yes, and 1 of 5.
    private void assertRates(RunRecord run, ClusterRecord cluster) {
        List<ScoreRate> rates = store.scoreRates(run.runId()).stream()
                .filter(rate -> rate.clusterId() == cluster.clusterId())
                .toList();
        assertEquals(
                List.of("resolved", "tone"),
                rates.stream().map(ScoreRate::rubric).toList());
        assertEquals(Math.min(4, cluster.size()), rates.getFirst().n());
        assertEquals(1, rates.getFirst().share());
        assertEquals(0, rates.getLast().share());
        assertEquals(1, rates.getLast().mean());
        String event = scoresInEvent(run, cluster.clusterId());
        assertTrue(
                event.contains("\"rubric\":\"resolved\",\"scale\":\"boolean\",\"n\":"
                        + rates.getFirst().n()),
                event);
    }

    private void assertReasonsAndReferences() {
        for (List<?> row : store.query(
                        "SELECT reason, line_refs::VARCHAR FROM scores WHERE judge = 'judge-mini'",
                        500,
                        Duration.ofSeconds(10))
                .rows()) {
            String reason = String.valueOf(row.getFirst());
            String references = String.valueOf(row.getLast());
            assertTrue(!reason.isBlank() && reason.indexOf('\n') < 0, reason);
            assertTrue(references.contains("L") && !references.contains("L99999"), references);
        }
    }

    @Test
    void refusalsAndWrongAnswersAreNotCountedAndNotAskedAgain() throws Exception {
        for (Function<Asked, Reply> script : List.<Function<Asked, Reply>>of(
                ScriptedServer::refusal,
                asked -> ScriptedServer.completion(
                        asked, "{\"reason\": \"so\", \"line_refs\": [], \"score\": \"rather not\"}"))) {
            Rubric rubric = new Rubric("asked_" + verdicts().size(), "Was it good?", Rubric.Scale.BOOLEAN, 1);
            server.script(asked -> ScriptedJudge.concerns(asked) ? script.apply(asked) : reader.answer(asked));
            RunRecord run = run(Cap.NONE, Map.of(), rubric);
            assertEquals(List.of(), store.scoreRates(run.runId()));
            int before = verdicts().size();
            server.script(reader::answer);
            run(Cap.NONE, Map.of(), rubric);
            assertEquals(before, verdicts().size(), "asked again");
        }
    }

    @Test
    void callsThatDoNotGetThroughAreMadeByTheNextRun() throws Exception {
        server.script(asked -> ScriptedJudge.concerns(asked) ? ScriptedServer.status(500) : reader.answer(asked));
        Rubric late = new Rubric("late", "How kind was it?", Rubric.Scale.ONE_TO_FIVE, 2);
        RunRecord failed = run(Cap.NONE, Map.of(), late);
        assertEquals(Status.COMPLETE, failed.status(), failed.error());
        int open = failed.inputs().at("/scores/open").intValue();
        assertEquals(
                1,
                failed.warnings().stream()
                        .filter(line -> line.contains(open + " judgements by rubrics left open"))
                        .count(),
                failed.warnings().toString());
        server.script(reader::answer);
        RunRecord run = run(Cap.NONE, Map.of(), late);
        assertEquals(open, run.inputs().at("/scores/judged").intValue());
        assertEquals(0, run.inputs().at("/scores/open").intValue());
    }

    @Test
    void theBudgetIsKept() throws Exception {
        double labels = run(Cap.NONE, Map.of()).inputs().at("/models/cost_usd").doubleValue();
        Cap cap = new Cap(labels + 0.02, null);
        RunRecord run = run(cap, Map.of(), new Rubric("costly", "Was it?", Rubric.Scale.BOOLEAN, ITEMS));
        assertEquals(Status.COMPLETE, run.status(), run.error());
        JsonNode scores = run.inputs().path("scores");
        assertTrue(scores.path("judged").intValue() > 0, scores.toString());
        assertEquals(
                ITEMS, scores.path("judged").intValue() + scores.path("open").intValue());
        assertTrue(scores.path("open").intValue() > 0, scores.toString());
        assertTrue(run.inputs().at("/models/cost_usd").doubleValue() <= labels + 0.02);
        assertTrue(
                run.warnings().stream()
                        .anyMatch(line -> line.contains("budget") && line.contains("judgements by rubrics left open")),
                run.warnings().toString());
        int judged =
                store.scoreRates(run.runId()).stream().mapToInt(ScoreRate::n).sum();
        assertEquals(scores.path("judged").intValue(), judged);
    }

    @Test
    void withoutAModelTheAgentJudges() throws Exception {
        Rubric rubric = new Rubric("by_agent", "Was the request fulfilled?", Rubric.Scale.BOOLEAN, 4);
        int asked = server.requests().size();
        RunRecord run;
        try (Runs runs = runs(false, Cap.NONE, Map.of(), List.of(rubric))) {
            run = finished(runs);
            assertEquals(asked, server.requests().size());
            assertEquals(List.of(), store.scoreRates(run.runId()));
            Judging judging = runs.judging();
            Judging.Work work = judging.open(run, rubric, _ -> true, 3);
            assertEquals(3, work.items().size());
            assertEquals(run.inputs().at("/scores/open").intValue(), work.left());
            Map<String, Judgement> judged = new LinkedHashMap<>();
            for (int i = 0; i < 3; i++) {
                judged.put(work.items().get(i).item().id(), new Judgement(i % 2, "because", List.of()));
            }
            judged.put("not-sampled", new Judgement(1, "because", List.of()));
            Judging.Taken taken = judging.take(run, rubric, judged, id -> id);
            assertEquals(new Judging.Taken(3, work.left() - 3, List.of("not-sampled")), taken);
            assertEquals(3, rates(run).stream().mapToInt(ScoreRate::n).sum());
            String event = scoresInEvent(run, work.items().getFirst().clusterId());
            assertTrue(event.contains("\"rubric\":\"by_agent\""), event);
            assertTrue(judging.open(run, rubric, _ -> true, 100).items().stream()
                    .noneMatch(open -> judged.containsKey(open.item().id())));
        }
        try (Runs runs = runs(false, Cap.NONE, Map.of(), List.of(rubric))) {
            RunRecord next = finished(runs);
            assertEquals(3, next.inputs().at("/scores/cached").intValue());
            assertEquals(Score.AGENT, next.inputs().at("/scores/judge").asText());
            assertEquals(rates(run), rates(next));
        }
    }

    @Test
    void runsWithoutRubricsKnowNothingOfThem() {
        assertFalse(plain.inputs().has("scores"));
        assertEquals(
                "null",
                scoresInEvent(plain, store.clusters(plain.runId()).getFirst().clusterId()));
    }

    private List<ScoreRate> rates(RunRecord run) {
        return store.scoreRates(run.runId());
    }

    private List<Asked> verdicts() {
        return server.requests().stream().filter(ScriptedJudge::concerns).toList();
    }

    private String scoresInEvent(RunRecord run, int clusterId) {
        return String.valueOf(store.query(
                        "SELECT CAST(c->'/scores' AS VARCHAR) FROM (SELECT unnest(CAST(properties->'/$ai_clusters' AS"
                                + " JSON[])) AS c FROM events WHERE event = '$ai_trace_clusters'"
                                + " AND properties->>'/$ai_clustering_run_id' = '" + run.runId()
                                + "') WHERE c->>'/cluster_id' = '" + clusterId + "'",
                        1,
                        Duration.ofSeconds(10))
                .rows()
                .getFirst()
                .getFirst());
    }

    private RunRecord run(Cap perRun, Map<ModelStage, String> models, Rubric... rubrics) throws InterruptedException {
        try (Runs runs = runs(true, perRun, models, List.of(rubrics))) {
            return finished(runs);
        }
    }

    private static RunRecord finished(Runs runs) throws InterruptedException {
        RunRecord started = runs.start(1, RunInputs.DEFAULT, null);
        RunRecord run = runs.await(1, started.runId(), Duration.ofMinutes(5), _ -> true);
        assertEquals(Status.COMPLETE, run.status(), run.error());
        return run;
    }

    private Runs runs(boolean withModel, Cap perRun, Map<ModelStage, String> named, List<Rubric> rubrics) {
        ModelSettings settings =
                new ModelSettings(named, QUICK, perRun, Cap.NONE, Privacy.PLAIN, SummaryStyle.DEFAULT, Map.of(), null);
        Optional<Endpoint> endpoint = withModel ? Optional.of(server.endpoint()) : Optional.empty();
        Models models = new Models(store, settings, endpoint, _ -> new Rate(1, 4), CLOCK);
        return new Runs(store, new Stages(store, embedder, models, rubrics, CLOCK), CLOCK);
    }
}
