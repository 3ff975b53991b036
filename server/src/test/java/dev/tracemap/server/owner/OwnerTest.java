package dev.tracemap.server.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.server.SampleTools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With real processes, because what is tested is how they live and die together.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OwnerTest {
    @TempDir
    Path directory;

    @Test
    void twoServersAnswerAndOneOfThemDoesTheWork() throws Exception {
        try (Launched first = Launched.sample(directory, "mcp");
                Launched second = Launched.sample(directory, "mcp")) {
            assertEquals(worker(first, 1), worker(second, 1));
        }
    }

    @Test
    void theOtherServerGoesOnWhenTheOwnerIsKilled() throws Exception {
        try (Launched first = Launched.sample(directory, "mcp")) {
            assertEquals(first.pid(), worker(first, 1));
            try (Launched second = Launched.sample(directory, "mcp")) {
                assertEquals(first.pid(), worker(second, 1));
                second.call(2, "wait", "{\"text\":\"x\"}");
                second.call(3, "start", "{\"text\":\"x\"}");
                awaitWaitingTools(2);
                first.kill();
                JsonNode advice = second.message();
                assertEquals(3, advice.get("id").intValue());
                assertTrue(advice.at("/result/content/0/text").textValue().contains("Look first"), advice.toString());
                assertEquals(second.pid(), worker(second, 4));
                second.endInput();
                JsonNode repeated = second.message();
                assertEquals(2, repeated.get("id").intValue());
                assertEquals(
                        "abandoned",
                        repeated.at("/result/structuredContent/said").textValue());
            }
        }
    }

    @Test
    void whoeverLeavesHandsOverWithoutLosingACall() throws Exception {
        try (Launched first = Launched.sample(directory, "mcp")) {
            assertEquals(first.pid(), worker(first, 1));
            try (Launched second = Launched.sample(directory, "mcp")) {
                assertEquals(first.pid(), worker(second, 1));
                first.endInput();
                for (int id = 2; id < 40; id++) {
                    worker(second, id);
                }
                assertEquals(0, first.exitCode());
                assertEquals(second.pid(), worker(second, 40));
            }
        }
    }

    @Test
    void atTheEndOfInputWhatIsInFlightIsAnswered() throws Exception {
        try (Launched owner = Launched.sample(directory, "mcp")) {
            worker(owner, 1);
            try (Launched guest = Launched.sample(directory, "mcp")) {
                worker(guest, 1);
                for (Launched server : List.of(guest, owner)) {
                    server.call(2, "wait", "{\"text\":\"x\"}");
                    server.call(3, "chatter", "{}");
                    server.endInput();
                    assertTrue(server.endsWithin(8_000), "it waits for what nobody wants any more");
                    assertEquals(5, id(server) + id(server));
                    assertEquals("", server.rest());
                }
            }
        }
    }

    @Test
    void tenCommandsStartedAtOnceAllRun() throws Exception {
        List<Launched> all = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            all.add(Launched.sample(directory, "where"));
        }
        Set<String> workers = new TreeSet<>();
        for (Launched each : all) {
            workers.add(each.rest());
            assertEquals(3, each.exitCode());
        }
        assertFalse(workers.contains(""));
        assertEquals(10, Files.readAllLines(directory.resolve("marks")).size());
        assertFalse(Files.exists(directory.resolve("owner.json")));
    }

    @Test
    void aForwardedCommandHasItsOwnStreamsAndExitCode() throws Exception {
        try (Launched owner = Launched.sample(directory, "mcp")) {
            worker(owner, 1);
            try (Launched where = Launched.sample(directory, "where")) {
                assertEquals(owner.pid() + "\n", where.rest());
                assertEquals(3, where.exitCode());
            }
            try (Launched count = Launched.sample(directory, "count")) {
                count.write(new byte[300_000]);
                count.endInput();
                assertEquals("300000\n", count.rest());
                assertEquals(0, count.exitCode());
            }
        }
        String log = Files.readString(directory.resolve("stderr.log"));
        assertTrue(log.contains("from " + Path.of("").toAbsolutePath()), log);
    }

    @Test
    void aCommandIsCarriedOnWhenTheOwnerIsKilled() throws Exception {
        try (Launched owner = Launched.sample(directory, "mcp")) {
            worker(owner, 1);
            try (Launched slow = Launched.sample(directory, "slow")) {
                while (!Files.exists(directory.resolve("begun"))) {
                    Thread.sleep(20);
                }
                owner.kill();
                assertEquals("done\n", slow.rest());
                assertEquals(0, slow.exitCode());
                assertEquals("x", Files.readString(directory.resolve("begun")));
            }
        }
    }

    @Test
    void aStrangerOnThePortLearnsNothingAndIsPassedBy() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            StringBuilder heard = new StringBuilder();
            Thread listener = Thread.ofVirtual().start(() -> listen(stranger, heard));
            Files.writeString(
                    directory.resolve("owner.json"),
                    "{\"port\": " + stranger.getLocalPort() + ", \"token\": \"secret-token\", \"pid\": 1}");
            try (Launched where = Launched.sample(directory, "where")) {
                assertEquals(where.pid() + "\n", where.rest());
            }
            listener.interrupt();
            assertFalse(heard.toString().contains("secret-token"));
        }
    }

    @Test
    void whoDoesNotKnowTheTokenIsNotLetIn() throws Exception {
        try (Launched owner = Launched.sample(directory, "mcp")) {
            worker(owner, 1);
            Path file = directory.resolve("owner.json");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            Endpoint endpoint = Endpoint.read(directory).orElseThrow();
            Endpoint guessed = new Endpoint(endpoint.port(), "guessed", endpoint.pid());
            assertTrue(Guest.visit(guessed, () -> {}).isEmpty());
            try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
                raw.getOutputStream()
                        .write("{\"is\":\"ask\",\"id\":1,\"tool\":\"echo\",\"arguments\":{}}\n"
                                .getBytes(StandardCharsets.UTF_8));
                assertEquals(-1, raw.getInputStream().read());
            }
            assertNotEquals(0, worker(owner, 2));
        }
    }

    private void awaitWaitingTools(int count) throws Exception {
        Path log = directory.resolve("stderr.log");
        while (Files.readAllLines(log).stream()
                        .filter(SampleTools.WAITING::equals)
                        .count()
                < count) {
            Thread.sleep(20);
        }
    }

    private static void listen(ServerSocket door, StringBuilder heard) {
        try (Socket caller = door.accept()) {
            heard.append(new String(caller.getInputStream().readNBytes(40), StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Nobody came.
        }
    }

    private static int id(Launched server) throws Exception {
        return server.message().get("id").intValue();
    }

    private static long worker(Launched server, int id) throws Exception {
        server.call(id, "echo", "{\"text\":\"hi\"}");
        JsonNode answer = server.message();
        assertEquals("hi", answer.at("/result/structuredContent/said").textValue(), answer.toString());
        return answer.at("/result/structuredContent/pid").longValue();
    }
}
