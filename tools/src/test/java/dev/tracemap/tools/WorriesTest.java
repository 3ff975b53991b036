package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.facet.Facets;
import dev.tracemap.finding.Finding;
import dev.tracemap.finding.FindingKind;
import dev.tracemap.finding.Findings;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.summary.Summary;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What answers say about what went wrong.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorriesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private SmallStore small;

    @BeforeAll
    void open() {
        small = SmallStore.open(directory);
        Findings claim = new Findings(
                Findings.VERSION, List.of(new Finding(FindingKind.CLAIM_WITHOUT_CALL, "Says so.", List.of("L009"))));
        Findings loop =
                new Findings(Findings.VERSION, List.of(new Finding(FindingKind.RETRY_LOOP, "Again.", List.of("L009"))));
        small.store()
                .saveDigests(
                        1,
                        List.of(
                                digest("trace-parcel-0", claim, 1),
                                digest("trace-parcel-1", Findings.NONE, 1),
                                digest("trace-refund-0", loop, 1),
                                digest("trace-refund-1", Findings.NONE, 1),
                                digest("trace-refund-2", Findings.NONE, 1)),
                        SmallStore.NOW,
                        null);
    }

    @AfterAll
    void close() {
        small.close();
    }

    private static ItemDigest digest(String id, Findings findings, double latency) {
        return new ItemDigest(
                new ItemRef(Level.TRACE, id, List.of(id), SmallStore.NOW, "1"),
                new Summary("A title", "user -> answer", List.of(), List.of()),
                "extractive-1",
                new Facets(1, 0, List.of(), List.of(), 1, 1, null, null, 0, 0, List.of(), 0, List.of(), null),
                new ItemMeasures(null, latency, null, null, false, 0, 0),
                100,
                null,
                findings);
    }

    private JsonNode ask(String tool, String arguments) throws JsonProcessingException {
        Tool asked = small.catalogue().tools().stream()
                .filter(each -> each.name().equals(tool))
                .findFirst()
                .orElseThrow();
        ObjectNode given = (ObjectNode) JSON.readTree(arguments);
        return switch (asked.body().call(given, Call.UNWATCHED)) {
            case ToolResult.Answer(var _, ObjectNode structured) -> structured;
            case ToolResult.Advice(String why) -> throw new AssertionError(why);
        };
    }

    @Test
    void clustersAreOrderedByConcernAndByPriorityWithTheParts() throws JsonProcessingException {
        JsonNode byConcern = ask("get_clusters", "{\"sort_by\": \"concern\"}").path("clusters");
        assertEquals(1, byConcern.get(0).path("cluster_id").asInt());
        assertEquals(3, byConcern.get(0).path("concern").asDouble());
        assertEquals(-1, byConcern.get(2).path("cluster_id").asInt(), "noise is no group");
        JsonNode first = ask("get_clusters", "{\"sort_by\": \"priority\"}")
                .path("clusters")
                .get(0);
        assertEquals(
                Math.round(first.path("items").asInt()
                        * first.path("concern").asDouble()
                        * Math.max(1, first.path("users").asInt())),
                first.path("priority").asLong(),
                first.toString());
    }

    @Test
    void aClusterShowsHowFrequentAFindingIsHereAndElsewhere() throws JsonProcessingException {
        JsonNode rows = ask("get_cluster", "{\"cluster_id\": 0}").path("findings");
        assertEquals(1, rows.size());
        assertEquals("retry_loop", rows.get(0).path("kind").asText());
        assertEquals(0.25, rows.get(0).path("share").asDouble());
        assertEquals(0, rows.get(0).path("elsewhere").asDouble());
        assertTrue(ask("get_clusters", "{\"response_format\": \"detailed\"}")
                .toString()
                .contains("claim_without_call 33% (elsewhere 0%)"));
    }

    @Test
    void aTracesFindingsStandBetweenMarks() throws JsonProcessingException {
        JsonNode trace = ask("get_trace", "{\"trace_id\": \"trace-hostile\"}");
        String findings = trace.path("findings").asText();
        assertTrue(findings.isEmpty() || findings.startsWith("<trace-data "), findings);
    }

    @Test
    void theRareViewGivesRowsOfItsOwn() throws JsonProcessingException {
        JsonNode answer = ask("get_clusters", "{\"view\": \"rare\"}");
        assertTrue(answer.path("rare").isArray());
        assertTrue(answer.path("clusters").isMissingNode());
    }
}
