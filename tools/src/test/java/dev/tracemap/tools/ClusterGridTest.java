package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The run of the small store (4 refunds, 3 parcels, an outlier) against one of the same items along behavior, in which
/// three refunds stand alone and the fourth is with the parcels.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterGridTest {
    private static final String OTHER = "1_trace_20261120_110001";

    @TempDir
    private static Path directory;

    private SmallStore small;

    @BeforeAll
    void open() {
        small = SmallStore.open(directory);
        Store store = small.store();
        RunRecord run = store.run(1, SmallStore.RUN).orElseThrow();
        ObjectNode inputs = run.inputs().deepCopy().put("axis", "behavior");
        RunRecord other = new RunRecord(
                OTHER,
                run.teamId(),
                run.level(),
                null,
                null,
                RunRecord.Status.RUNNING,
                "emit",
                1,
                1,
                run.createdAt().plusSeconds(1),
                null,
                run.windowStart(),
                run.windowEnd(),
                inputs,
                8,
                2,
                1,
                1,
                List.of(),
                null);
        List<Membership> members = new ArrayList<>();
        for (Membership member : store.memberships(SmallStore.RUN, null, 0, 100)) {
            int cluster = member.clusterId() < 0
                    ? -1
                    : member.clusterId() == 1 || member.itemId().equals("trace-refund-3") ? 1 : 0;
            members.add(new Membership(
                    member.itemId(),
                    member.traceId(),
                    cluster,
                    0.9,
                    null,
                    null,
                    0.1,
                    members.size(),
                    1,
                    1,
                    member.title(),
                    member.timestamp(),
                    List.of()));
        }
        List<ClusterRecord> clusters = store.clusters(SmallStore.RUN).stream()
                .map(cluster -> new ClusterRecord(
                        OTHER,
                        cluster.clusterId(),
                        cluster.size(),
                        "Conduct " + cluster.clusterId(),
                        "",
                        cluster.centroid(),
                        0,
                        0,
                        0,
                        List.of(),
                        cluster.topSequences(),
                        cluster.metrics()))
                .toList();
        Event event = new Event(
                "00000000-0000-4000-8000-000000000099",
                1,
                "$ai_trace_clusters",
                run.createdAt(),
                "",
                JsonNodeFactory.instance.objectNode());
        store.completeRun(
                other.completed(run.createdAt().plusSeconds(2), inputs, 8, 2, 1, 1, List.of()),
                clusters,
                members,
                event);
    }

    @AfterAll
    void close() {
        small.close();
    }

    private ToolResult call(String arguments) throws JsonProcessingException {
        Tool tool = small.catalogue().tools().stream()
                .filter(each -> each.name().equals("get_clusters"))
                .findFirst()
                .orElseThrow();
        return tool.body().call((ObjectNode) new ObjectMapper().readTree(arguments), Call.UNWATCHED);
    }

    private static String grid(String run, String other) {
        return "{\"run_id\": \"" + run + "\", \"grid\": \"" + other + "\"}";
    }

    @Test
    void pairsOfClustersHaveTheirCountsAndTheLargestComeFirst() throws JsonProcessingException {
        ObjectNode answer = ((ToolResult.Answer) call(grid(SmallStore.RUN, OTHER))).structured();
        assertEquals(7, answer.path("items_in_both").asInt());
        assertEquals("behavior", answer.path("grid_axis").asText());
        List<String> counts = new ArrayList<>();
        for (JsonNode cell : answer.path("clusters")) {
            counts.add(cell.path("cluster_id") + "x" + cell.path("grid_cluster_id") + "=" + cell.path("items"));
        }
        assertEquals(List.of("0x0=3", "1x1=3", "0x1=1"), counts);
        assertEquals("Conduct 0", answer.at("/clusters/0/grid_title").asText());
        assertEquals(1.7, answer.at("/clusters/0/expected").asDouble());
    }

    @Test
    void cellsFarFromChanceAreSurprising() throws JsonProcessingException {
        ObjectNode answer = ((ToolResult.Answer) call(grid(SmallStore.RUN, OTHER))).structured();
        // χ² = 7 (3·3 − 1·0)² / (4·3·3·4) = 3.94, so every residual is ±1.98: just below the line of 2.
        assertEquals(2.0, answer.path("surprising_from").asDouble());
        assertEquals(0, answer.path("surprising").size());
        assertEquals(2.0, answer.at("/clusters/0/residual").asDouble());
        ObjectNode same = ((ToolResult.Answer) call(grid(SmallStore.RUN, SmallStore.RUN))).structured();
        // With itself: √7.
        assertEquals(2.6, same.at("/surprising/0/residual").asDouble());
        assertEquals(4, same.path("surprising").size(), "what never happens is surprising too");
    }

    @Test
    void runsWithoutCommonItemsAreRefusedWithWhatToDo() throws JsonProcessingException {
        ToolResult.Advice advice = (ToolResult.Advice) call(grid(SmallStore.RUN, "nope"));
        assertTrue(advice.message().contains("no run 'nope'"), advice.message());
    }
}
