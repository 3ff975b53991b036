package dev.tracemap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.Sample;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.SqlRefused;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people see of a workspace with thresholds.
class SharedMapTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    static Path directory;

    private static Workspace workspace;
    private static Sample sample;
    private static RunRecord run;

    @BeforeAll
    static void clusterWithThresholds() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("tracemap.yaml"), "thresholds: {items: 5, tenant: $groups.organization}\n");
        workspace = new Workspace(directory, InstantSource.fixed(END.plusSeconds(60)));
        sample = new Generator().generate(new SampleParams(160, 11, END, Duration.ofDays(5)));
        workspace.store().append(sample.events());
        RunRecord started = workspace.runs().start(Workspace.TEAM, RunInputs.DEFAULT, null);
        run = workspace.runs().await(Workspace.TEAM, started.runId(), Duration.ofMinutes(5), _ -> true);
    }

    @AfterAll
    static void close() {
        workspace.close();
    }

    @Test
    void countsAreRoundedAndTheRestIsOneLine() {
        JsonNode answer = answer("get_clusters");
        assertTrue(answer.get("clusters").size() >= 2, answer.toString());
        int below = 0;
        for (JsonNode cluster : answer.get("clusters")) {
            assertTrue(cluster.get("items").intValue() >= 5, cluster.toString());
            assertEquals(0, cluster.get("items").intValue() % 5, cluster.toString());
            below += cluster.get("cluster_id").intValue() == -1 ? 1 : 0;
        }
        assertEquals(1, below, answer.toString());
        assertEquals(0, run.items() % 5);
        assertTrue(
                run.warnings().getFirst().startsWith("This is a shared map"),
                run.warnings().toString());
    }

    @Test
    void noUserTenantOrTraceIsNamedAnywhere() {
        StringBuilder said = new StringBuilder();
        for (String tool : List.of("get_clusters", "get_cluster_metrics", "list_runs", "get_run", "show_cluster_map")) {
            said.append(answer(tool));
        }
        workspace
                .shown()
                .clusters(run.runId())
                .forEach(cluster -> said.append(answer("get_cluster", "cluster_id", cluster.clusterId())));
        Set<String> secret = sample.events().stream().map(Event::distinctId).collect(Collectors.toSet());
        sample.truth().forEach(truth -> secret.addAll(List.of(truth.traceId(), truth.tenant())));
        List<String> named = secret.stream().filter(said.toString()::contains).toList();
        assertEquals(List.of(), named);
    }

    @Test
    void everyOtherToolSaysWhyItDoesNotAnswer() {
        Set<String> open = Set.of(
                "get_clusters", "get_cluster", "get_cluster_metrics", "show_cluster_map", "get_run", "list_runs");
        List<String> answered = new ArrayList<>();
        for (Tool tool : workspace.menu().tools()) {
            if (!open.contains(tool.name()) && tool.app() == null) {
                ToolResult result = tool.body().call(JsonNodeFactory.instance.objectNode(), Call.UNWATCHED);
                if (!(result instanceof ToolResult.Advice(var message)) || !message.contains("shared map")) {
                    answered.add(tool.name());
                }
            }
        }
        assertEquals(List.of(), answered);
    }

    @Test
    void theDoorGivesNothingOfSingleItems() {
        String trace = sample.truth().getFirst().traceId();
        assertTrue(workspace.shown().trace(Workspace.TEAM, trace).isEmpty());
        assertEquals(List.of(), workspace.shown().memberships(run.runId(), null, 0, 10));
        assertEquals(List.of(), workspace.shown().mapPoints(run));
        assertEquals(List.of(), workspace.shown().drivers(run.runId()));
        assertEquals(List.of(), workspace.shown().clustersOfTrace(Workspace.TEAM, trace));
        assertThrows(SqlRefused.class, () -> workspace.shown().query("SELECT 1", 1, Duration.ofSeconds(1)));
        assertThrows(
                UnsupportedOperationException.class, () -> workspace.shown().append(List.of()));
        assertFalse(workspace.store().memberships(run.runId(), null, 0, 10).isEmpty());
    }

    private static JsonNode answer(String tool) {
        return answer(tool, "run_id", null);
    }

    private static JsonNode answer(String name, String key, @Nullable Integer value) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        if (value != null) {
            arguments.put(key, value);
        }
        Tool tool = workspace.menu().find(name).orElseThrow();
        return switch (tool.body().call(arguments, Call.UNWATCHED)) {
            case ToolResult.Answer answer -> answer.structured();
            case ToolResult.Advice advice -> throw new AssertionError(advice.message());
        };
    }
}
