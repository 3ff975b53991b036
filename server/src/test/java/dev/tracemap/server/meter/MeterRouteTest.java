package dev.tracemap.server.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.run.RunInputs;
import dev.tracemap.run.Runs;
import dev.tracemap.run.Stages;
import dev.tracemap.server.SampleTools;
import dev.tracemap.server.http.Gate;
import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.http.Route;
import dev.tracemap.server.intake.Doors;
import dev.tracemap.server.intake.Teams;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.mcp.Protocol;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterRouteTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));
    private static final String BATCH = """
            {"batch":[{"event":"$ai_generation","uuid":"0190a0a0-0000-7000-8000-000000000001",\
            "timestamp":"2026-11-18T10:00:00Z","distinct_id":"u-secret","properties":{"$ai_trace_id":"t-secret"}},\
            {"event":"$ai_generation","timestamp":"no time","properties":{}}]}""";

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void figuresFollowWhatHappensAndNameNothingFromATrace() throws IOException, InterruptedException {
        try (Store store = DuckDbStore.open(directory, CLOCK);
                Runs runs = new Runs(
                        store,
                        new Stages(store, new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 1), CLOCK),
                        CLOCK)) {
            Doors doors = new Doors(store, PriceTable::standard, new Teams(Map.of()), () -> true, CLOCK);
            List<Route> routes = new ArrayList<>(doors.routes());
            routes.add(MeterRoute.of(runs, doors));
            Protocol protocol =
                    new Protocol("1", "", new CatalogueOffer(Menu.of(SampleTools.ALL), new LocalWorkbench(System.err)));
            try (HttpServer server = new HttpServer(
                    "127.0.0.1",
                    new Gate(true, Set.of(), Optional.empty(), Optional.empty()),
                    protocol,
                    CLOCK,
                    routes)) {
                server.listen(0, true);
                assertEquals(0, figure(text(server), "tracemap_events_received_total"));
                client.send(
                        HttpRequest.newBuilder(server.address().resolve("/batch/"))
                                .POST(HttpRequest.BodyPublishers.ofString(BATCH))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                runs.await(1, runs.start(1, RunInputs.DEFAULT, null).runId(), Duration.ofMinutes(1), _ -> true);
                String after = text(server);
                // Who waits for a run may hear of its end a moment before it is counted.
                for (int left = 300; runsEnded(after) == 0 && left > 0; left--) {
                    Thread.sleep(100);
                    after = text(server);
                }
                assertEquals(1, runsEnded(after));
                assertEquals(1, figure(after, "tracemap_events_received_total"));
                assertEquals(1, figure(after, "tracemap_events_rejected_total"));
                assertTrue(figure(after, "jvm_memory_used_bytes") > 0 || after.contains("jvm_memory_used_bytes{"));
                assertTrue(!after.contains("secret"), after);
            }
        }
    }

    private String text(HttpServer server) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(server.address().resolve("/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        return response.body();
    }

    private static double runsEnded(String text) {
        return figure(text, "tracemap_runs_ended_total{status=\"failed\"}")
                + figure(text, "tracemap_runs_ended_total{status=\"complete\"}");
    }

    private static double figure(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
