package dev.tracemap.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that are too many, too slow, too loud or not who they should be.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SafetyTest {
    private static final Gate OPEN = new Gate(true, Set.of(), Optional.empty(), Optional.empty());

    @Test
    void strangersAreTurnedAway() throws Exception {
        try (Served served = new Served(OPEN, Duration.ofSeconds(20))) {
            String body = Served.INITIALIZE;
            assertEquals(403, status(served, request("evil.example:80", "", body)));
            assertEquals(403, status(served, request("127.0.0.1.evil.example", "", body)));
            assertEquals(403, status(served, request("10.0.0.1", "", body)));
            assertEquals(403, status(served, request("localhost", "Origin: https://evil.example\r\n", body)));
            assertEquals(403, status(served, request("localhost", "Origin: null\r\n", body)));
            assertEquals(403, status(served, request("localhost", "Origin: file://localhost\r\n", body)));
            assertEquals(200, status(served, request("localhost:1", "Origin: http://127.0.0.1:9\r\n", body)));
            assertEquals(200, status(served, request("[::1]:7420", "", body)));
            assertEquals(
                    415,
                    served.send(HttpRequest.newBuilder(served.at("/mcp"))
                                    .header("Content-Type", "text/plain")
                                    .POST(HttpRequest.BodyPublishers.ofString(body)))
                            .statusCode());
        }
    }

    @Test
    void beyondThisMachineOnlyWithTheToken() throws Exception {
        assertThrows(
                IllegalArgumentException.class, () -> new Gate(false, Set.of(), Optional.empty(), Optional.empty()));
        Gate gate = new Gate(false, Set.of("maps.example"), Optional.of(new SharedToken("s3cret")), Optional.empty());
        try (Served served = new Served(gate, Duration.ofSeconds(20))) {
            HttpResponse<String> refused = served.post(Served.INITIALIZE);
            assertEquals(401, refused.statusCode());
            assertTrue(
                    refused.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Bearer"));
            String wrong = "Authorization: Bearer s3creT\r\n";
            assertEquals(401, status(served, request("localhost", wrong, Served.INITIALIZE)));
            String token = "Authorization: Bearer s3cret\r\n";
            assertEquals(200, status(served, request("localhost", token, Served.INITIALIZE)));
            assertEquals(200, status(served, request("maps.example", token, Served.INITIALIZE)));
            assertEquals(200, status(served, request("192.168.1.7:7420", token, Served.INITIALIZE)));
            assertEquals(403, status(served, request("evil.example", token, Served.INITIALIZE)));
            assertEquals(
                    200,
                    served.send(HttpRequest.newBuilder(served.at("/healthz"))).statusCode());
        }
    }

    @Test
    void whatCannotBeReadIsSaidClearly() throws Exception {
        try (Served served = new Served(OPEN, Duration.ofSeconds(20))) {
            assertParseError(served.post("{\"jsonrpc\":"));
            assertParseError(served.post("[".repeat(200_000)));
            assertParseError(served.post("{\"a\":".repeat(200_000)));
            byte[] invalid =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
            assertParseError(served.post(HttpRequest.BodyPublishers.ofByteArray(invalid)));
            HttpResponse<String> huge =
                    served.post(HttpRequest.BodyPublishers.ofInputStream(SafetyTest::fiftyMegabytes));
            assertEquals(413, huge.statusCode());
            assertTrue(huge.body().contains("10 MB"), huge.body());
            assertEquals(
                    200, served.callTool(1, "", "echo", "{\"text\":\"hi\"}").statusCode());
        }
    }

    @Test
    void clientsThatStopInTheMiddleAreDroppedAndHurtNobody() throws Exception {
        try (Served served = new Served(OPEN, Duration.ofMillis(500))) {
            List<Socket> stalled = new ArrayList<>();
            String whole = request("localhost", "", Served.INITIALIZE);
            for (int i = 0; i < 100; i++) {
                Socket socket = connected(served);
                int sent = i % 2 == 0 ? 30 : whole.length() - 20;
                socket.getOutputStream().write(whole.substring(0, sent).getBytes(StandardCharsets.UTF_8));
                stalled.add(socket);
            }
            assertEquals(
                    200, served.callTool(1, "", "echo", "{\"text\":\"hi\"}").statusCode());
            for (Socket socket : stalled) {
                // Ends when the server has closed the connection.
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.isEmpty() || !answer.startsWith("HTTP/1.1 200"), answer);
                socket.close();
            }
        }
    }

    @Test
    void aToolMayThinkLongerThanAConnectionMayBeSilent() throws Exception {
        try (Served served = new Served(OPEN, Duration.ofMillis(100))) {
            assertEquals(200, served.callTool(1, "", "chatter", "{}").statusCode());
        }
    }

    @Test
    void twoHundredCallsAtOnceAllAnswer() throws Exception {
        try (Served served = new Served(OPEN, Duration.ofSeconds(20));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int id = i;
                calls.add(() -> served.callTool(id, "", "chatter", "{}").body());
            }
            List<Future<String>> answers = clients.invokeAll(calls);
            for (int i = 0; i < answers.size(); i++) {
                assertTrue(
                        answers.get(i).get().contains("\"id\":" + i + ","),
                        answers.get(i).get());
            }
        }
    }

    @Test
    void tenThousandAbandonedSessionsAreForgotten() throws Exception {
        try (Served served = new Served(OPEN, Duration.ofSeconds(20));
                Socket socket = connected(served)) {
            byte[] hundred =
                    request("localhost", "", Served.INITIALIZE).repeat(100).getBytes(StandardCharsets.UTF_8);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            long early = 0;
            for (int i = 0; i < 100; i++) {
                if (i == 20) {
                    early = heap();
                }
                socket.getOutputStream().write(hundred);
                for (int j = 0; j < 100; j++) {
                    assertEquals(200, answer(in));
                }
            }
            assertTrue(served.server.sessions() <= 1_000, "remembered: " + served.server.sessions());
            long grown = heap() - early;
            System.out.println("heap after 2,000 abandoned sessions " + (early >> 20) + " MB; 8,000 more added "
                    + (grown >> 10) + " kB");
            assertTrue(grown < 8 << 20, grown + " bytes more after 8,000 more sessions");
            assertEquals(
                    200, served.callTool(1, "", "echo", "{\"text\":\"hi\"}").statusCode());
        }
    }

    /// What is in use once what nobody holds has gone.
    private static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static InputStream fiftyMegabytes() {
        byte[] much = new byte[50 << 20];
        Arrays.fill(much, (byte) 'a');
        return new ByteArrayInputStream(much);
    }

    private static void assertParseError(HttpResponse<String> response) throws IOException {
        assertEquals(400, response.statusCode());
        assertEquals(-32700, Served.json(response).at("/error/code").intValue(), response.body());
        assertTrue(response.body().length() < 1_000, "an error is short");
    }

    private static String request(String host, String headers, String body) {
        return "POST /mcp HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static Socket connected(Served served) throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(), served.server.address().getPort());
    }

    private static int status(Served served, String request) throws IOException {
        try (Socket socket = connected(served)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return answer(new BufferedInputStream(socket.getInputStream()));
        }
    }

    /// Reads one answer to its end.
    private static int answer(InputStream in) throws IOException {
        String status = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.readNBytes(length);
        return Integer.parseInt(status.split(" ", 3)[1]);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
