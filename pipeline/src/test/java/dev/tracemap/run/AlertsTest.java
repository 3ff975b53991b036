package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.CentroidRule;
import dev.tracemap.insight.MonitorAlert;
import dev.tracemap.insight.MonitorAlert.Delivery;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.MonitorState;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.MonitorHit;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When somebody is told of a monitor, and what the webhook hears. The server answers with the statuses that wait, and
/// with 200 afterwards.
class AlertsTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final List<String> bodies = new ArrayList<>();
    private Store store;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        store = DuckDbStore.open(directory, now::get);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Integer status = statuses.poll();
            synchronized (bodies) {
                bodies.add(body);
            }
            exchange.sendResponseHeaders(status == null ? 200 : status, -1);
            exchange.close();
        });
        server.start();
        store.monitors()
                .save(new MonitorRecord(
                        1,
                        "m1",
                        "Refunds for Zelda",
                        Level.TRACE,
                        "run",
                        0,
                        "summary",
                        new MonitorRule(
                                MonitorRule.By.CENTROID,
                                new CentroidRule("plain", "m", List.of(1f), 0.5, List.of()),
                                null),
                        new BackTest(9, new BackTest.Figures(4, 4, 4), null, 0, 1, List.of(), List.of(), List.of()),
                        MonitorRecord.Standing.UNKNOWN,
                        START.minus(Duration.ofDays(30)),
                        START));
    }

    @AfterEach
    void close() {
        server.stop(0);
        store.close();
    }

    private Alerts alerts(boolean text) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        return new Alerts(store, Optional.of(new Webhook(address, text, Duration.ofMillis(1))), now::get);
    }

    private void turn(Alerts alerts) {
        alerts.raise(1);
        alerts.send(1);
    }

    private void hits(String prefix, int count, boolean failed) {
        List<MonitorHit> hits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = prefix + i;
            hits.add(new MonitorHit(
                    "m1", Level.TRACE, id, List.of(id), now.get().minusSeconds(60 + i), failed, now.get()));
        }
        store.monitors().saveHits(1, hits);
    }

    private MonitorRecord.Standing standing() {
        return store.monitors().list(1).getFirst().standing();
    }

    private MonitorAlert newest() {
        return standing().alerts().getFirst();
    }

    @Test
    void theFirstLookIsNoNews() {
        turn(alerts(false));
        assertEquals(MonitorState.QUIET, standing().state());
        assertEquals(List.of(), standing().alerts());
        assertEquals(List.of(), bodies);
    }

    @Test
    void whatComesUpIsToldOnceAndWithoutWordsOfTraces() {
        Alerts alerts = alerts(false);
        turn(alerts);
        hits("a", 3, false);
        turn(alerts);
        turn(alerts);
        assertEquals(1, bodies.size());
        assertTrue(bodies.getFirst().contains("\"state\":\"new\""), bodies.getFirst());
        assertTrue(bodies.getFirst().contains("\"monitor_id\":\"m1\""), bodies.getFirst());
        assertFalse(bodies.getFirst().contains("Zelda"), bodies.getFirst());
        assertEquals(Delivery.DELIVERED, newest().delivery());
    }

    @Test
    void wordsAreToldWhereTheyAreAskedFor() {
        Alerts alerts = alerts(true);
        turn(alerts);
        hits("a", 3, false);
        turn(alerts);
        assertTrue(bodies.getFirst().contains("Zelda"), bodies.getFirst());
    }

    @Test
    void risingFailingAndQuietAreTold() {
        Alerts alerts = alerts(false);
        for (int day = 14; day > 3; day--) {
            now.set(START.minus(Duration.ofDays(day)));
            hits("before" + day + "-", 4, false);
        }
        now.set(START.minus(Duration.ofDays(3)));
        turn(alerts);
        assertEquals(MonitorState.ONGOING, standing().state());
        now.set(START);
        hits("late", 40, true);
        turn(alerts);
        assertEquals(
                List.of("RISING false", "RISING true"),
                standing().alerts().stream()
                        .map(alert -> alert.state() + " " + alert.failing())
                        .toList());
        now.set(START.plus(Duration.ofDays(4)));
        turn(alerts);
        assertEquals(MonitorState.QUIET, newest().state());
    }

    @Test
    void aWebhookThatFailsIsTriedAgainForADay() {
        Alerts alerts = alerts(false);
        turn(alerts);
        statuses.addAll(List.of(500, 500, 500, 503));
        hits("a", 3, false);
        turn(alerts);
        assertEquals(Delivery.WAITING, newest().delivery());
        assertEquals("it answered 500", newest().trouble());
        turn(alerts);
        assertEquals(Delivery.DELIVERED, newest().delivery());
        assertEquals(5, bodies.size());
    }

    @Test
    void whatIsGivenUpIsSaid() {
        Alerts alerts = alerts(false);
        turn(alerts);
        hits("a", 3, false);
        server.stop(0);
        turn(alerts);
        assertEquals(Delivery.WAITING, newest().delivery());
        now.set(START.plus(Duration.ofHours(25)));
        turn(alerts);
        assertEquals(Delivery.FAILED, newest().delivery());
        assertEquals(2, newest().attempts());
        assertNotNull(newest().trouble());
    }

    @Test
    void withoutAWebhookItStandsInTheList() {
        Alerts alerts = new Alerts(store, Optional.empty(), now::get);
        turn(alerts);
        hits("a", 3, false);
        turn(alerts);
        assertEquals(Delivery.LISTED, newest().delivery());
    }

    @Test
    void onlyWebAddressesAreTaken() {
        for (String address : List.of("file:///etc/passwd", "/hook", "ftp://host/x")) {
            assertThrows(IllegalArgumentException.class, () -> new Webhook(URI.create(address), false), address);
        }
    }
}
