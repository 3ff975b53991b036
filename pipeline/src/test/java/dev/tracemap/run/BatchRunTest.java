package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.label.ScriptedLabeller;
import dev.tracemap.llm.Cap;
import dev.tracemap.llm.Limits;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.Rate;
import dev.tracemap.llm.ScriptedBatches;
import dev.tracemap.llm.ScriptedBatches.End;
import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.summary.SummaryStyle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs whose items are read in batches, over real HTTP.
class BatchRunTest {
    private static final int ITEMS = 24;
    private static final Limits LIMITS = new Limits(4, 0, 5, Duration.ofMillis(1), Duration.ofSeconds(20), ITEMS);
    private static final Rate RATE = new Rate(1, 4);
    private static final End WELL = new End("completed", 0);

    private static final OnnxEmbedder EMBEDDER = new OnnxEmbedder(SentenceModel.BGE_SMALL);

    @TempDir
    private Path directory;

    private Store store;

    @BeforeEach
    void fill() {
        store = DuckDbStore.open(directory, RunningProcess.CLOCK);
        store.append(new Generator()
                .generate(new SampleParams(ITEMS, 5, RunningProcess.CLOCK.instant(), Duration.ofDays(6)))
                .events());
    }

    @AfterAll
    static void closeEmbedder() {
        EMBEDDER.close();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyItemIsReadInOneBatchAtHalfThePrice() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        ScriptedBatches batches = batches(WELL, () -> looks.incrementAndGet() > 3, 0);
        try (ScriptedServer server = new ScriptedServer(batches::answer)) {
            RunRecord run = run(server, Cap.NONE);
            assertEquals(ITEMS, run.inputs().at("/models/summaries/by_model").intValue());
            assertEquals(1, batches.created.get());
            assertEquals(ITEMS, batches.questions.get());
            assertEquals(0, singles(server));
            JsonNode use = run.inputs().at("/models/calls/0");
            assertEquals("summary", use.path("stage").asText());
            assertEquals(ITEMS, use.path("calls").intValue());
            double full = (use.path("input_tokens").doubleValue() * RATE.input()
                            + use.path("output_tokens").doubleValue() * RATE.output())
                    / 1e6;
            assertEquals(full / 2, use.path("cost_usd").doubleValue(), 1e-5);
            assertEquals("0", one("SELECT count(*) FROM item_digests WHERE model_facets IS NULL"));
            assertEquals("0", one("SELECT count(*) FROM item_digests WHERE summary::VARCHAR LIKE '%L99999%'"));
        }
    }

    @Test
    void whatABatchLeavesOpenIsAskedOneByOne() throws Exception {
        for (End end : List.of(new End("completed", 2), new End("expired", 2), new End("failed", 0))) {
            close();
            directory = Files.createTempDirectory(directory, "next");
            fill();
            ScriptedBatches batches = batches(end, () -> true, 0);
            try (ScriptedServer server = new ScriptedServer(batches::answer)) {
                RunRecord run = run(server, Cap.NONE);
                assertEquals(
                        ITEMS, run.inputs().at("/models/summaries/by_model").intValue(), end.status());
                assertEquals(end.status().equals("failed") ? ITEMS : ITEMS / 2, singles(server), end.status());
                assertTrue(
                        run.warnings().stream().anyMatch(line -> line.contains("(" + end.status() + ")")),
                        run.warnings().toString());
            }
        }
    }

    @Test
    void answersInAWrongFormAreAskedAgainOneByOne() throws Exception {
        ScriptedReader reader = new ScriptedReader(0);
        AtomicInteger answers = new AtomicInteger();
        ScriptedBatches batches = new ScriptedBatches(
                asked -> answers.incrementAndGet() <= ITEMS / 2
                        ? ScriptedServer.completion(asked, "I would rather not.")
                        : reader.answer(asked),
                WELL,
                () -> true,
                0);
        try (ScriptedServer server = new ScriptedServer(batches::answer)) {
            RunRecord run = run(server, Cap.NONE);
            assertEquals(ITEMS, run.inputs().at("/models/summaries/by_model").intValue());
            assertEquals(ITEMS / 2, singles(server));
        }
    }

    @Test
    void aServerWithoutBatchesIsAskedOneByOne() throws Exception {
        ScriptedReader reader = new ScriptedReader(0);
        try (ScriptedServer server = new ScriptedServer(
                asked -> asked.path().contains("/chat/") ? reader.answer(asked) : ScriptedServer.status(404))) {
            RunRecord run = run(server, Cap.NONE);
            assertEquals(ITEMS, run.inputs().at("/models/summaries/by_model").intValue());
            assertEquals(ITEMS, singles(server));
            assertEquals(
                    1,
                    run.warnings().stream()
                            .filter(line -> line.contains("no batch"))
                            .count(),
                    run.warnings().toString());
        }
    }

    @Test
    void aBatchWhoseMakingWasNotConfirmedIsNotMadeTwice() throws Exception {
        ScriptedBatches batches = batches(WELL, () -> true, 1);
        try (ScriptedServer server = new ScriptedServer(batches::answer)) {
            RunRecord run = run(server, Cap.NONE);
            assertEquals(ITEMS, run.inputs().at("/models/summaries/by_model").intValue());
            assertEquals(1, batches.created.get());
            assertEquals(0, singles(server));
        }
    }

    @Test
    void aBatchTakesWhatTheBudgetAllows() throws Exception {
        ScriptedBatches batches = batches(WELL, () -> true, 0);
        try (ScriptedServer server = new ScriptedServer(batches::answer)) {
            // What is set aside for an answer, 3,000 tokens, costs 0.006 in a batch; a question less.
            RunRecord run = run(server, new Cap(0.12, null));
            assertTrue(batches.questions.get() > 0 && batches.questions.get() < ITEMS, batches.questions + " asked");
            assertTrue(run.inputs().at("/models/cost_usd").doubleValue() <= 0.12);
            assertEquals(ITEMS, run.items());
        }
    }

    private static ScriptedBatches batches(End end, BooleanSupplier over, int lostWords) {
        return new ScriptedBatches(new ScriptedReader(0)::answer, end, over, lostWords);
    }

    private static long singles(ScriptedServer server) {
        return server.requests().stream()
                .filter(asked -> asked.path().endsWith("/chat/completions") && !ScriptedLabeller.concerns(asked))
                .count();
    }

    private RunRecord run(ScriptedServer server, Cap cap) throws InterruptedException {
        ModelSettings settings =
                new ModelSettings(Map.of(), LIMITS, cap, Cap.NONE, Privacy.PLAIN, SummaryStyle.DEFAULT, Map.of(), null);
        Models models = new Models(store, settings, Optional.of(server.endpoint()), _ -> RATE, RunningProcess.CLOCK);
        try (Runs runs = new Runs(
                store,
                new Stages(store, new Embedder(EMBEDDER, 2), models, RunningProcess.CLOCK),
                RunningProcess.CLOCK)) {
            String id = runs.start(1, RunInputs.DEFAULT, null).runId();
            RunRecord run = runs.await(1, id, Duration.ofMinutes(5), _ -> true);
            assertEquals(Status.COMPLETE, run.status(), run.error());
            assertEquals("0", String.valueOf(store.modelBatches(1, id).size()));
            return run;
        }
    }

    private String one(String sql) {
        return String.valueOf(
                store.query(sql, 1, Duration.ofSeconds(10)).rows().getFirst().getFirst());
    }
}
