package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.label.ScriptedLabeller;
import dev.tracemap.llm.Cap;
import dev.tracemap.llm.Endpoint;
import dev.tracemap.llm.Limits;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.llm.ScriptedServer.Asked;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.privacy.Planted;
import dev.tracemap.privacy.Planted.Identifier;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.summary.SummaryStyle;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs that redact what they send, with identifiers planted in the traces.
class PrivacyRunTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));
    private static final Limits QUICK = new Limits(8, 0, 7, Duration.ofMillis(1), Duration.ofSeconds(20));
    private static final int TRACES = 30;
    private static final int PLANTED = 500;

    @TempDir
    private Path directory;

    private final ScriptedReader reader = new ScriptedReader(0.1);
    private final ScriptedServer server = new ScriptedServer(reader::answer);
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
    void nothingPlantedInRealTracesLeaves() throws Exception {
        List<Event> real = SharedData.events("tau/events.posthog.jsonl.gz");
        Set<String> some = real.stream()
                .map(event -> event.properties().path("$ai_trace_id").asText())
                .distinct()
                .limit(TRACES)
                .collect(Collectors.toSet());
        nothingLeaves(real.stream()
                .filter(event ->
                        some.contains(event.properties().path("$ai_trace_id").asText()))
                .toList());
    }

    @Test
    void nothingPlantedInGeneratedTracesLeaves() throws Exception {
        nothingLeaves(generated());
    }

    private void nothingLeaves(List<Event> clean) throws Exception {
        Planted planted = new Planted(clean, PLANTED, 21);
        store.append(planted.events());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream err = System.err;
        RunRecord run;
        try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setErr(capture);
            run = run(Privacy.REDACT, List.of());
        } finally {
            System.setErr(err);
        }
        assertEquals(Status.COMPLETE, run.status(), run.error());
        assertEquals("redact", run.inputs().path("privacy").asText());
        List<String> sent = server.requests().stream().map(Asked::raw).toList();
        assertTrue(sent.stream().anyMatch(raw -> raw.contains("[EMAIL 1]") && raw.contains("[CARD 1]")));
        assertTrue(server.requests().stream().anyMatch(ScriptedLabeller::concerns));
        assertTrue(server.requests().stream().anyMatch(asked -> asked.path().endsWith("/embeddings")));
        List<String> left = new ArrayList<>(sent);
        left.add(printed.toString(StandardCharsets.UTF_8));
        left.add(String.join("\n", run.warnings()) + run.error());
        left.add(ours());
        String all = String.join("\n", left);
        List<Identifier> leaked = planted.identifiers().stream()
                .filter(identifier -> identifier.isIn(all))
                .toList();
        assertTrue(leaked.isEmpty(), leaked.toString());
    }

    /// Events and books that we wrote ourselves.
    private String ours() {
        List<String> rows = new ArrayList<>();
        for (String sql : List.of(
                "SELECT properties::VARCHAR FROM events WHERE team_id = 2 OR event LIKE '%clusters'",
                "SELECT * FROM model_use")) {
            store.query(sql, 10_000, Duration.ofSeconds(20)).rows().forEach(row -> rows.add(row.toString()));
        }
        assertTrue(rows.size() > TRACES);
        return String.join("\n", rows);
    }

    @Test
    void whatOneModeHasKeptIsOfNoUseToAnother() throws Exception {
        store.append(new Planted(generated(), PLANTED, 22).events());
        server.script(new ScriptedReader(0)::answer);
        int all = run(Privacy.PLAIN, List.of()).items();
        assertEquals(all, summaries("by_model", run(Privacy.REDACT, List.of())));
        assertEquals(all, summaries("by_model", run(Privacy.REDACT, List.of("Zebra"))));
        int before = server.requests().size();
        assertEquals(all, summaries("cached", run(Privacy.PLAIN, List.of())));
        // Only the names are asked for anew: the vectors of the plain texts are all still there.
        assertTrue(server.requests().stream().skip(before).allMatch(ScriptedLabeller::concerns));
    }

    private static int summaries(String from, RunRecord run) {
        return run.inputs().at("/models/summaries/" + from).intValue();
    }

    private static List<Event> generated() {
        return new Generator()
                .generate(new SampleParams(TRACES, 5, CLOCK.instant(), Duration.ofDays(6)))
                .events();
    }

    /// @param patterns beside those for the planted names
    private RunRecord run(Privacy privacy, List<String> patterns) throws InterruptedException {
        List<String> own = new ArrayList<>(Planted.PATTERNS);
        own.addAll(patterns);
        ModelSettings settings = new ModelSettings(
                Map.of(ModelStage.EMBEDDING, "text-embedding-3-large"),
                QUICK,
                Cap.NONE,
                Cap.NONE,
                privacy,
                SummaryStyle.DEFAULT,
                Map.of(),
                2L,
                new Redactor(own));
        Models models = new Models(
                store, settings, Optional.of(new Endpoint(server.url(), "sk-test-SECRET")), _ -> null, CLOCK);
        Embedder embedder = new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2);
        try (Runs runs = new Runs(store, new Stages(store, embedder, models, CLOCK), CLOCK)) {
            RunInputs inputs = RunInputs.parse(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                    .objectNode()
                    .put("lookback_days", 3650));
            String id = runs.start(1, inputs, null).runId();
            return runs.await(1, id, Duration.ofMinutes(5), _ -> true);
        }
    }
}
