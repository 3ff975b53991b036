package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Eval cases from clusters, and what an eval set leaves out.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvalSetTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    @TempDir
    private static Path directory;

    private Store store;
    private Runs runs;
    private RunRecord run;

    @BeforeAll
    void cluster() throws InterruptedException {
        store = DuckDbStore.open(directory, () -> END);
        runs = new Runs(
                store,
                new Stages(store, new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2), () -> END),
                () -> END);
        store.append(new Generator()
                .generate(new SampleParams(90, 5, END, Duration.ofDays(6)))
                .events());
        ObjectNode inputs = JsonNodeFactory.instance.objectNode();
        inputs.put("visualization_method", "pca");
        run = runs.await(1, runs.start(1, RunInputs.parse(inputs), null).runId(), Duration.ofMinutes(2), _ -> true);
    }

    @AfterAll
    void close() {
        runs.close();
        store.close();
    }

    private EvalSet.Lines lines(EvalFormat format, Set<Integer> without) {
        return new EvalSet(store, Redactor.STANDARD).of(run, id -> !without.contains(id), 40, format);
    }

    /// The samples of the openai/evals repository: `input` is a chat, `ideal` text or a list of texts.
    @Test
    void everyOpenAiLineIsASample() throws IOException {
        for (String line : lines(EvalFormat.OPENAI, Set.of()).lines()) {
            JsonNode sample = JSON.readTree(line);
            assertChat(sample.path("input"));
            assertTrue(sample.path("ideal").isTextual(), line);
        }
    }

    /// A test case of promptfoo: an object of `vars`, assertions with a known `type`, `description` text.
    @Test
    void everyPromptfooLineIsATestCase() throws IOException {
        for (String line : lines(EvalFormat.PROMPTFOO, Set.of()).lines()) {
            JsonNode test = JSON.readTree(line);
            assertTrue(test.path("description").isTextual(), line);
            assertTrue(test.path("vars").path("input").isTextual(), line);
            assertChat(JSON.readTree(test.path("vars").path("messages").asText()));
            for (JsonNode assertion : test.path("assert")) {
                assertEquals("llm-rubric", assertion.path("type").asText());
                assertFalse(assertion.path("value").asText().isBlank());
            }
            assertEquals(Set.of(), names(test, Set.of("description", "vars", "assert", "metadata")));
        }
    }

    /// A sample of Inspect: `input` text or chat, `target` text or texts, `id` unique, `metadata` an object.
    @Test
    void everyInspectLineIsASample() throws IOException {
        Set<String> ids = new HashSet<>();
        for (String line : lines(EvalFormat.INSPECT, Set.of()).lines()) {
            JsonNode sample = JSON.readTree(line);
            assertChat(sample.path("input"));
            assertTrue(sample.path("target").isTextual(), line);
            assertTrue(ids.add(sample.path("id").asText()), line);
            assertTrue(sample.path("metadata").isObject(), line);
            assertEquals(Set.of(), names(sample, Set.of("input", "target", "id", "metadata")));
        }
    }

    private static Set<String> names(JsonNode json, Set<String> known) {
        Set<String> names = new TreeSet<>();
        json.fieldNames().forEachRemaining(names::add);
        names.removeAll(known);
        return names;
    }

    private static void assertChat(JsonNode messages) {
        assertTrue(messages.isArray() && !messages.isEmpty(), messages.toString());
        for (JsonNode message : messages) {
            assertTrue(ROLES.contains(message.path("role").asText()), messages.toString());
            assertTrue(message.path("content").isTextual(), messages.toString());
        }
        assertEquals("user", messages.get(messages.size() - 1).path("role").asText());
    }

    @Test
    void everyClusterHasTypicalCasesAndNoQuestionComesTwice() throws IOException {
        EvalSet.Lines lines = lines(EvalFormat.INSPECT, Set.of());
        assertEquals(run.clusters(), lines.cases().size());
        Set<String> kinds = new TreeSet<>();
        Set<String> questions = new HashSet<>();
        for (String line : lines.lines()) {
            JsonNode sample = JSON.readTree(line);
            kinds.add(sample.path("metadata").path("kind").asText());
            JsonNode input = sample.path("input");
            String question = input.get(input.size() - 1).path("content").asText();
            assertTrue(questions.add(question.replaceAll("\\d+", "0")), question);
        }
        assertEquals(Set.of("boundary", "exemplar"), kinds);
        lines.cases().values().forEach(cases -> assertTrue(cases >= 1));
    }

    @Test
    void secretsLeaveNoCase() {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("$ai_trace_id", "t").put("$ai_span_id", "g");
        properties.put("$ai_input", "Write to jane.doe@example.org, my key is sk-abcdefghijklmnopqrstuvwx012345");
        properties
                .putArray("$ai_output_choices")
                .addObject()
                .put("role", "assistant")
                .put("content", "I wrote to jane.doe@example.org.");
        Item item =
                new Item.TraceItem(Trace.of("t", List.of(new Event("e", 1, Event.GENERATION, END, "", properties))));
        EvalCase made = EvalCase.of(item, 0, "Mail", EvalCase.Why.EXEMPLAR, -1, Redactor.STANDARD)
                .orElseThrow();
        for (EvalFormat format : EvalFormat.values()) {
            String line = format.line(made).toString();
            assertFalse(line.contains("jane.doe"), line);
            assertFalse(line.contains("abcdefghijklmnop"), line);
            assertTrue(line.contains("[EMAIL 1]"), line);
        }
    }

    @Test
    void coverageFindsThePlantedGaps() {
        Set<Integer> planted = Set.of(1, 3);
        for (EvalFormat format : EvalFormat.values()) {
            EvalCoverage.Coverage coverage =
                    runs.coverage(run, lines(format, planted).lines());
            assertEquals(
                    planted,
                    coverage.gaps().stream().map(ClusterRecord::clusterId).collect(Collectors.toSet()),
                    format + ": " + coverage.cases());
            assertEquals(List.of(), coverage.unread());
        }
    }

    @Test
    void whatCannotBeReadIsSaid() {
        assertEquals(
                List.of(2, 4),
                runs.coverage(run, List.of("{\"question\": \"Where is my order?\"}", "nonsense", "", "{}"))
                        .unread());
        assertThrows(IllegalArgumentException.class, () -> runs.coverage(run, List.of("[]")));
    }
}
