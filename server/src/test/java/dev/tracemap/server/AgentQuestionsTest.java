package dev.tracemap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.PlantedTrace;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.server.owner.Launched;
import dev.tracemap.store.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An agent without imagination asks the questions of the skill over the real server's standard input and output: each
/// in at most three calls and 6,000 tokens of results, and the answers are what was planted.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AgentQuestionsTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");
    private static final SampleParams SAMPLE = new SampleParams(500, 42, END, Duration.ofDays(14));
    /// A new model version came on the tenth day.
    private static final Instant CHANGE = END.minus(Duration.ofDays(5));

    private static final Encoding TOKENS = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    @TempDir
    private static Path directory;

    private final Map<String, String> intents = new HashMap<>();
    private Launched server;
    private int calls;
    private int tokens;

    /// The runs are made in this process, which has the better compiler; the questions go to the real server.
    @BeforeAll
    void cluster() throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        try (Workspace workspace = new Workspace(data, InstantSource.system())) {
            List<PlantedTrace> planted = new Generator().stream(SAMPLE).toList();
            for (PlantedTrace trace : planted) {
                String intent = trace.truth().intent();
                intents.put(trace.truth().traceId(), intent == null ? "one-off" : intent);
            }
            workspace
                    .store()
                    .append(planted.stream()
                            .flatMap(trace -> trace.events().stream())
                            .toList());
            run(workspace, "before", END.minus(SAMPLE.window()), CHANGE);
            run(workspace, "after", CHANGE, END);
            run(workspace, "whole", END.minus(SAMPLE.window()), END);
        }
        server = Launched.of(Main.class.getName(), directory, List.of("mcp", "--data-dir", data.toString()));
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void whatKindsOfUsageAreThere() throws IOException {
        begin();
        JsonNode answer = ask("get_clusters", "{}");
        end("what kinds of usage are there");
        int items = 0;
        for (JsonNode cluster : answer.get("clusters")) {
            assertFalse(cluster.get("title").textValue().matches("Cluster \\d+"));
            items += cluster.get("items").intValue();
        }
        assertTrue(answer.get("run").get("clusters").intValue() >= 10);
        assertTrue(items >= 0.8 * SAMPLE.traces(), items + " items on the first page");
    }

    @Test
    void whichIsMostExpensive() throws IOException {
        begin();
        JsonNode top =
                ask("get_clusters", "{\"sort_by\": \"avg_cost\", \"limit\": 5}").at("/clusters/0");
        String intent = intentOf(top.get("cluster_id").intValue(), "");
        end("which is most expensive");
        assertEquals("vendor_comparison", intent);
    }

    @Test
    void whichIsSlowest() throws IOException {
        begin();
        JsonNode top =
                ask("get_clusters", "{\"sort_by\": \"latency\", \"limit\": 5}").at("/clusters/0");
        String intent = intentOf(top.get("cluster_id").intValue(), "");
        end("which is slowest");
        assertEquals("literature_review", intent);
    }

    @Test
    void whichFailsMostAndHow() throws IOException {
        begin();
        JsonNode top = ask("get_clusters", "{\"sort_by\": \"error_rate\", \"limit\": 5}")
                .at("/clusters/0");
        int id = top.get("cluster_id").intValue();
        String intent = intentOf(id, "");
        JsonNode failing = ask("search_traces", "{\"cluster_id\": " + id + ", \"errors_only\": true, \"limit\": 5}");
        end("which fails most, and how");
        assertEquals("metric_question", intent);
        assertTrue(failing.at("/traces/0/error").booleanValue());
    }

    @Test
    void whatIsInIt() throws IOException {
        begin();
        JsonNode largest = ask("get_clusters", "{\"limit\": 1}").at("/clusters/0");
        JsonNode cluster = ask("get_cluster", "{\"cluster_id\": " + largest.get("cluster_id") + "}");
        JsonNode member = cluster.at("/members/0");
        JsonNode trace = ask("get_trace", "{\"trace_id\": " + member.get("trace_id") + "}");
        end("what is in it");
        String intent = majority(cluster);
        long same = StreamSupport.stream(cluster.get("members").spliterator(), false)
                .filter(each -> intent.equals(intents.get(each.get("trace_id").textValue())))
                .count();
        assertTrue(same >= 8, "of 10 members " + same + " are " + intent);
        assertEquals(
                largest.get("cluster_id"),
                StreamSupport.stream(trace.get("clusters").spliterator(), false)
                        .filter(each -> each.get("run_id").textValue().endsWith("_whole"))
                        .findFirst()
                        .orElseThrow()
                        .get("cluster_id"));
    }

    @Test
    void whatChanged() throws IOException {
        begin();
        String[] runs = runs();
        calls = 0;
        tokens = 0;
        JsonNode changes = ask("compare_runs", "{\"before\": \"" + runs[0] + "\", \"after\": \"" + runs[1] + "\"}");
        JsonNode worst = null;
        for (String list : List.of("grown", "shrunk", "steady")) {
            for (JsonNode row : changes.get(list)) {
                boolean worse = worst == null
                        || row.path("error_rate_change").doubleValue()
                                > worst.path("error_rate_change").doubleValue();
                worst = worse ? row : worst;
            }
        }
        assertTrue(worst != null, changes.toString());
        String intent = intentOf(worst.get("after_id").intValue(), runs[1]);
        end("what changed");
        assertEquals("metric_question", intent, changes.toString());
        assertTrue(worst.get("error_rate_change").doubleValue() > 0.25, worst.toString());
    }

    private String[] runs() throws IOException {
        String before = "";
        String after = "";
        for (JsonNode run : ask("list_runs", "{}").get("runs")) {
            String id = run.get("run_id").textValue();
            before = id.endsWith("_before") ? id : before;
            after = id.endsWith("_after") ? id : after;
        }
        return new String[] {before, after};
    }

    private static void run(Workspace workspace, String label, Instant from, Instant to) throws InterruptedException {
        RunInputs inputs = RunInputs.parse(JsonNodeFactory.instance
                .objectNode()
                .put("from", from.toString())
                .put("to", to.toString())
                .put("run_label", label));
        RunRecord queued = workspace.runs().start(Workspace.TEAM, inputs, null);
        RunRecord run = workspace.runs().await(Workspace.TEAM, queued.runId(), Duration.ofMinutes(10), _ -> true);
        assertEquals(RunRecord.Status.COMPLETE, run.status(), run.toString());
    }

    /// What most of the cluster's typical members wanted.
    private String intentOf(int clusterId, String runId) throws IOException {
        return majority(ask(
                "get_cluster",
                "{\"cluster_id\": " + clusterId + (runId.isEmpty() ? "" : ", \"run_id\": \"" + runId + "\"") + "}"));
    }

    private String majority(JsonNode cluster) {
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode member : cluster.get("members")) {
            counts.merge(intents.getOrDefault(member.get("trace_id").textValue(), "unknown"), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }

    private JsonNode ask(String tool, String arguments) throws IOException {
        calls++;
        server.call(calls, tool, arguments);
        JsonNode result = server.message().get("result");
        assertFalse(result.get("isError").booleanValue(), result.toString());
        // Some clients show an agent the one, some the other.
        tokens += Math.max(
                TOKENS.countTokens(result.get("structuredContent").toString()),
                TOKENS.countTokens(result.at("/content/0/text").textValue()));
        return result.get("structuredContent");
    }

    private void begin() {
        calls = 0;
        tokens = 0;
    }

    private void end(String question) {
        System.out.println("question: " + question + "; calls: " + calls + "; tokens: " + tokens);
        assertTrue(calls <= 3, calls + " calls");
        assertTrue(tokens <= 6_000, tokens + " tokens");
    }
}
