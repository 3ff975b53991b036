package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.store.HierarchyNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A run whose two clusters stand under one group.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupRowsTest {
    @TempDir
    private static Path directory;

    private SmallStore small;

    @BeforeAll
    void open() {
        small = SmallStore.open(directory);
        ClusterMetrics metrics = new ClusterMetrics(7, 0.875, 0.02, 0.14, 0, 2.0, 3.0, 10.0, 5.0, 0.25, null);
        small.store()
                .saveHierarchy(
                        SmallStore.RUN,
                        List.of(new HierarchyNode(
                                SmallStore.RUN, "1", null, 1, "Orders", "- 2 clusters", List.of(0, 1), metrics)));
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

    private ObjectNode answer(String arguments) throws JsonProcessingException {
        return ((ToolResult.Answer) call(arguments)).structured();
    }

    @Test
    void depthOneShowsGroupsWithTheirFiguresAndOutliersLast() throws JsonProcessingException {
        ObjectNode answer = answer("{\"depth\": 1}");
        assertEquals("1", answer.at("/clusters/0/node_id").asText());
        assertEquals("Orders", answer.at("/clusters/0/title").asText());
        assertEquals(2, answer.at("/clusters/0/clusters").asInt());
        assertEquals(7, answer.at("/clusters/0/items").asInt());
        assertEquals(0.25, answer.at("/clusters/0/error_rate").asDouble());
        assertEquals(-1, answer.at("/clusters/1/cluster_id").asInt());
        assertTrue(answer.path("next_step").asText().contains("\"parent\": \"1\""), "" + answer);
    }

    @Test
    void aGroupShowsItsClusters() throws JsonProcessingException {
        ObjectNode answer = answer("{\"parent\": \"1\", \"sort_by\": \"error_rate\"}");
        assertEquals("Orders", answer.path("parent_title").asText());
        assertEquals(2, answer.path("clusters").size());
        assertEquals(0, answer.at("/clusters/0/cluster_id").asInt());
    }

    @Test
    void whenMoreThanFitsTheOverviewIsNamed() throws JsonProcessingException {
        assertTrue(answer("{\"limit\": 1}").path("next_step").asText().contains("{\"depth\": 1}"));
    }

    @Test
    void whatIsNotThereIsAnsweredWithWhatIs() throws JsonProcessingException {
        assertTrue(advice("{\"parent\": \"9\"}").contains("the groups are 1"));
        assertTrue(advice("{\"depth\": 5}").contains("depth"));
        assertTrue(advice("{\"run_id\": \"" + SmallStore.FORMER_RUN + "\", \"depth\": 1}")
                .contains("no broader groups"));
    }

    private String advice(String arguments) throws JsonProcessingException {
        return ((ToolResult.Advice) call(arguments)).message();
    }
}
