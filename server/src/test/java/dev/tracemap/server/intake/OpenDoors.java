package dev.tracemap.server.intake;

import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.server.SampleTools;
import dev.tracemap.server.http.Gate;
import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.mcp.Protocol;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The doors over a real connection, in front of a store.
final class OpenDoors implements AutoCloseable {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Doors doors;
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    OpenDoors(Store store) throws IOException {
        this(store, Duration.ZERO);
    }

    OpenDoors(Store store, Duration gathering) throws IOException {
        doors = new Doors(store, PriceTable::standard, new Teams(Map.of()), () -> true, CLOCK, gathering);
        Protocol protocol =
                new Protocol("1", "", new CatalogueOffer(Menu.of(SampleTools.ALL), new LocalWorkbench(System.err)));
        Gate gate = new Gate(true, Set.of(), Optional.empty(), Optional.empty());
        server = new HttpServer("127.0.0.1", gate, protocol, CLOCK, doors.routes()).listen(0, true);
    }

    Doors.Tally tally() {
        return doors.tally();
    }

    HttpResponse<byte[]> post(String path, String type, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .POST(streamed(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /// The client's own publisher of an array copies the whole of it first.
    private static HttpRequest.BodyPublisher streamed(byte[] body) {
        return body.length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), body.length);
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }
}
