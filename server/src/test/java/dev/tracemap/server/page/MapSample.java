package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.http.Gate;
import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.http.Tokens;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.mcp.Protocol;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.TeamBench;
import dev.tracemap.store.RunRecord;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A small product's traces, some of them hostile, clustered twice, with a server in front.
final class MapSample implements AutoCloseable {
    static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

    private final Workspace workspace;

    MapSample(Path directory, int traces) {
        workspace = new Workspace(directory, InstantSource.fixed(END.plusSeconds(60)));
        List<Event> events = new ArrayList<>(hostile());
        new Generator()
                .stream(new SampleParams(traces, 42, END, Duration.ofDays(14)))
                        .forEachOrdered(trace -> events.addAll(trace.events()));
        workspace.store().append(events);
    }

    Workspace workspace() {
        return workspace;
    }

    RunRecord run(String label, int days) throws InterruptedException {
        ObjectNode inputs = JsonNodeFactory.instance.objectNode();
        inputs.put("lookback_days", days).put("run_label", label);
        RunRecord run = workspace.runs().start(Workspace.TEAM, RunInputs.parse(inputs), null);
        return workspace.runs().await(Workspace.TEAM, run.runId(), Duration.ofMinutes(5), _ -> true);
    }

    /// @param tokens let in
    HttpServer serve(Optional<Tokens> tokens) throws IOException {
        LocalWorkbench workbench = new LocalWorkbench(System.err);
        Protocol protocol = new Protocol("test", "", new CatalogueOffer(workspace.menu(), workbench));
        return new HttpServer(
                        "127.0.0.1",
                        new Gate(true, Set.of(), tokens, Optional.empty()),
                        protocol,
                        InstantSource.system(),
                        PageRoutes.of(_ -> new TeamBench(workspace.menu(), workbench)))
                .listen(0, true);
    }

    /// Traces whose every text tries to be something else than text.
    private static List<Event> hostile() {
        List<String> texts = List.of(
                "hostilemark <script>window.ran = true</script>",
                "hostilemark <img src=x onerror=\"window.ran = true\">",
                "hostilemark <svg onload=\"window.ran = true\"></svg><style>*{display:none}</style>",
                "hostilemark [click](javascript:window.ran=true) <a href=\"javascript:window.ran=true\">here</a>",
                "hostilemark \u202egnp.exe\u202c \u2066left\u2069 \u200binvisible",
                "hostilemark " + "x<b>".repeat(250_000));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            String script = "<script>window.ran = true</script>";
            ObjectNode properties = JsonNodeFactory.instance.objectNode();
            properties.put("$ai_trace_id", "hostile-trace-" + i + "\"><script>window.ran=true</script>");
            properties.put("$ai_span_id", "hostile-span-" + i);
            properties.put("$ai_span_name", script + text.substring(0, Math.min(60, text.length())));
            properties.put("$ai_model", "<img src=x onerror=window.ran=true>");
            properties.put("$ai_latency", 1.5).put("$ai_total_cost_usd", 0.01);
            properties
                    .put("$ai_is_error", true)
                    .put("$ai_error", script + text.substring(0, Math.min(90, text.length())));
            properties.putArray("$ai_input").addObject().put("role", "user").put("content", text);
            properties
                    .putArray("$ai_output_choices")
                    .addObject()
                    .put("role", "assistant")
                    .put("content", script + text.substring(0, Math.min(200, text.length())));
            events.add(new Event(
                    "00000000-0000-0000-0000-00000000000" + i,
                    Workspace.TEAM,
                    Event.GENERATION,
                    END.minus(Duration.ofHours(i + 1)),
                    script,
                    properties));
        }
        return events;
    }

    @Override
    public void close() {
        workspace.close();
    }
}
