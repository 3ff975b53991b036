package dev.tracemap.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.picture.MapImage;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageFileTest {
    @TempDir
    static Path directory;

    private static MapSample sample;
    private static RunRecord run;
    private static List<Membership> items;

    @BeforeAll
    static void cluster() throws InterruptedException {
        sample = new MapSample(directory, 60);
        run = sample.run("file", 15);
        items = sample.workspace().store().memberships(run.runId(), null, 0, Integer.MAX_VALUE);
    }

    @AfterAll
    static void close() {
        sample.close();
    }

    @Test
    void theBundleIsSmall() throws IOException {
        int bytes = 0;
        for (String name : List.of("index.html", "page.js", "page.css", "icon.svg")) {
            bytes += compressed(PageFiles.bytes(name));
        }
        assertTrue(bytes < 100_000, "compressed: " + bytes);
        assertTrue(PageFiles.text("LICENSE").contains("MIT"));
        assertFalse(PageFiles.text("page.js").contains("</script"));
    }

    @Test
    void theAppIsOneSmallFileThatAsksNobody() throws IOException {
        String app = PageApp.html();
        assertTrue(compressed(app.getBytes(StandardCharsets.UTF_8)) < 60_000);
        assertEquals(2, app.split("</script>", -1).length);
        assertFalse(app.contains("src=\"") || app.contains("href=\"http"), "the app loads something");
        assertFalse(app.contains("fetch("), "the app goes past its host");
    }

    @Test
    void textIsNeverGivenToTheBrowserAsMarkup() throws IOException {
        try (Stream<Path> sources = Files.list(Npm.PAGE)) {
            for (Path source : sources.toList()) {
                String text = Files.readString(source);
                for (String way :
                        List.of("innerHTML", "outerHTML", "InnerHTML", "insertAdjacent", "eval(", "Function(")) {
                    assertFalse(text.contains(way), source + ": " + way);
                }
            }
        }
    }

    @Test
    void theServerSendsAStrictPolicyWithEveryView() throws IOException, InterruptedException {
        try (HttpServer server = sample.serve(Optional.empty());
                HttpClient client = HttpClient.newHttpClient()) {
            for (String path : List.of("/", "/runs/x", "/traces/y", "/search", "/page.js", "/page.css")) {
                HttpResponse<String> answer =
                        client.send(request(server, path), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                assertEquals(200, answer.statusCode(), path);
                String policy =
                        answer.headers().firstValue("Content-Security-Policy").orElse("");
                assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
            }
        }
    }

    @Test
    void pointsAreTheMembershipsInColumns() throws IOException, InterruptedException {
        try (HttpServer server = sample.serve(Optional.empty());
                HttpClient client = HttpClient.newHttpClient()) {
            ByteBuffer bytes = ByteBuffer.wrap(client.send(
                                    request(server, "/api/points?run_id=" + run.runId()),
                                    HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .order(ByteOrder.LITTLE_ENDIAN);
            byte[] head = new byte[bytes.getInt()];
            bytes.get(head);
            JsonNode header = new ObjectMapper().readTree(head);
            int n = header.get("items").asInt();
            assertEquals(items.size(), n);
            assertEquals(n * Points.ITEM_BYTES, bytes.remaining());
            int columns = bytes.position();
            double side = header.at("/plane/2").asDouble();
            for (int i = 0; i < n; i++) {
                double x = header.at("/plane/0").asDouble()
                        + side * Short.toUnsignedInt(bytes.getShort(columns + 8 * n + 2 * i)) / 65_535;
                assertEquals(items.get(i).x(), x, side / 60_000);
                assertEquals(items.get(i).clusterId(), bytes.getShort(columns + 12 * n + 2 * i));
            }
        }
    }

    @Test
    void theFileHoldsItsDataAndNothingEscapesFromIt() throws IOException {
        String file = PageFile.of(sample.workspace().menu(), run, items, false);
        assertEquals(2, file.split("</script>", -1).length - 1);
        assertEquals(items.size(), data(file).get("titles").size());
        assertTrue(file.contains("default-src 'none'; script-src 'sha256-"));
    }

    @Test
    void theShareSafeFileHoldsNoTextOfATrace() throws IOException {
        String file = PageFile.of(sample.workspace().menu(), run, items, true);
        JsonNode data = data(file);
        assertFalse(data.has("titles"));
        for (ClusterRecord cluster : sample.workspace().store().clusters(run.runId())) {
            if (cluster.clusterId() >= 0) {
                assertFalse(file.contains(cluster.title()), cluster.title());
            }
        }
        items.forEach(item -> assertFalse(data.toString().contains(item.traceId()), item.traceId()));
    }

    @Test
    void thePictureIsDrawnWithoutABrowser() throws IOException {
        byte[] png = MapImage.png(run, sample.workspace().store().clusters(run.runId()), items);
        assertEquals(2560, ImageIO.read(new ByteArrayInputStream(png)).getWidth());
    }

    private static int compressed(byte[] content) throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            gzip.write(content);
        }
        return small.size();
    }

    private static JsonNode data(String file) throws IOException {
        String begin = "id=\"data\">";
        int from = file.indexOf(begin) + begin.length();
        return new ObjectMapper().readTree(file.substring(from, file.indexOf("</script>", from)));
    }

    private static HttpRequest request(HttpServer server, String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path)).build();
    }
}
