package dev.tracemap.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageAppTest {
    private static final LocalWorkbench WORKBENCH = new LocalWorkbench(System.err);

    @TempDir
    static Path directory;

    private static MapSample sample;
    private static String run;

    @BeforeAll
    static void cluster() throws InterruptedException {
        sample = new MapSample(directory, 30);
        run = sample.run("app", 15).runId();
    }

    @AfterAll
    static void close() {
        sample.close();
    }

    @Test
    void theAppIsReadAtTheAddressThatItsToolNames() {
        JsonNode tool = listed("show_cluster_map");
        String uri = tool.at("/_meta/ui/resourceUri").textValue();
        assertEquals(uri, tool.path("_meta").path("ui/resourceUri").textValue());
        ObjectNode contents =
                answer(Menu.READ, JsonNodeFactory.instance.objectNode().put("uri", uri));
        assertEquals("text/html;profile=mcp-app", contents.get("mimeType").textValue());
        assertTrue(contents.get("text").textValue().startsWith("<!doctype html>"));
        assertEquals("[\"app\"]", listed("map_data").at("/_meta/ui/visibility").toString());
        assertFalse(listed("get_clusters").has("_meta"));
    }

    /// As a client gets it, with what belongs to the app.
    @Test
    void theWholeListIsSmall() {
        int tokens = Encodings.newLazyEncodingRegistry()
                .getEncoding(EncodingType.O200K_BASE)
                .countTokens(tools().toString());
        assertTrue(tokens < 6_000, tokens + " tokens");
    }

    @Test
    void positionsComeInPages() {
        int items = sample.workspace().store().run(1, run).orElseThrow().items();
        int seen = 0;
        for (int from = 0; from < items; from += 7) {
            ObjectNode page =
                    data("points").put("run_id", run).put("from", from).put("limit", 7);
            ObjectNode answer = answer("map_data", page);
            assertEquals(7, answer.get("block_items").intValue());
            seen += Base64.getDecoder().decode(answer.get("block").textValue()).length / Points.ITEM_BYTES;
        }
        assertEquals(items, seen);
        assertEquals(
                5_000,
                answer("map_data", data("points").put("run_id", run).put("limit", 1 << 30))
                        .get("block_items")
                        .intValue());
    }

    @Test
    void aLongTraceComesInPagesAndCleaned() {
        String trace = String.valueOf(sample.workspace()
                .store()
                .query("SELECT trace_id FROM events WHERE trace_id LIKE 'hostile-trace-4%'", 1, Duration.ofSeconds(10))
                .rows()
                .getFirst()
                .getFirst());
        ObjectNode first =
                answer("map_data", data("trace").put("trace_id", trace).put("limit", 300));
        assertTrue(first.has("summary"));
        int total = first.get("total_lines").intValue();
        int read = first.get("lines").size();
        assertTrue(read > 0 && read < total, read + " of " + total);
        StringBuilder text = new StringBuilder(first.get("lines").toString());
        while (read < total) {
            ObjectNode next =
                    answer("map_data", data("trace").put("trace_id", trace).put("from", read));
            assertFalse(next.has("summary"));
            read += next.get("lines").size();
            text.append(next.get("lines"));
        }
        assertEquals(total, read);
        String all = text.toString();
        assertTrue(all.contains("u{200b}") && !all.contains("\u200b"), all);
    }

    @Test
    void whatIsAskedWronglyIsAdvice() {
        assertInstanceOf(ToolResult.Advice.class, call("map_data", data("nothing")));
        assertInstanceOf(
                ToolResult.Advice.class, call("map_data", data("points").put("run_id", "nope")));
        assertInstanceOf(ToolResult.Advice.class, call("map_data", JsonNodeFactory.instance.objectNode()));
    }

    private static ObjectNode data(String of) {
        return JsonNodeFactory.instance.objectNode().put("of", of);
    }

    private static JsonNode listed(String name) {
        for (JsonNode tool : tools()) {
            if (tool.get("name").textValue().equals(name)) {
                return tool;
            }
        }
        throw new AssertionError(name + " is not listed");
    }

    private static ArrayNode tools() {
        return new CatalogueOffer(sample.workspace().menu(), WORKBENCH).tools();
    }

    private static ObjectNode answer(String tool, ObjectNode arguments) {
        return assertInstanceOf(ToolResult.Answer.class, call(tool, arguments)).structured();
    }

    private static ToolResult call(String tool, ObjectNode arguments) {
        return WORKBENCH.call(sample.workspace().menu().find(tool).orElseThrow(), arguments, Call.UNWATCHED);
    }
}
