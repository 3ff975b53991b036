package dev.tracemap.server.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that stands still while clients go on sending.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FullQueueTest {
    private static final int REQUESTS = 120;
    private static final int BODY_BYTES = 4 << 20;
    private static final int MOST_MEGABYTES = 450;

    @TempDir
    Path directory;

    private final CountDownLatch still = new CountDownLatch(1);

    /// 480 MB are sent. Nothing is acknowledged before the disk moves again; what does not fit into memory is asked to
    /// come again.
    @Test
    void whatCannotBeHeldIsAskedToComeAgain() throws Exception {
        try (Store store = DuckDbStore.open(directory, OpenDoors.CLOCK);
                OpenDoors doors = new OpenDoors(counting(store, new AtomicInteger()));
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            byte[] body = body();
            long before = usedMegabytes();
            List<Future<HttpResponse<byte[]>>> sent = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                sent.add(senders.submit(() -> doors.post("/batch/", "application/json", body)));
            }
            int waiting = REQUESTS;
            long most = 0;
            while (waiting * (long) BODY_BYTES > 128 << 20) {
                Thread.sleep(500);
                most = Math.max(most, usedMegabytes() - before);
                waiting = (int) sent.stream().filter(each -> !each.isDone()).count();
            }
            assertTrue(waiting > 0, "something is still being written");
            long held = doors.tally().waitingBytes();
            assertTrue(held > 0 && held <= 96L << 20, held + " bytes wait");
            still.countDown();
            int taken = 0;
            for (Future<HttpResponse<byte[]>> each : sent) {
                HttpResponse<byte[]> answer = each.get();
                if (answer.statusCode() == 200) {
                    taken++;
                } else {
                    assertEquals(503, answer.statusCode());
                    assertEquals("1", answer.headers().firstValue("Retry-After").orElse("none"));
                }
            }
            System.out.println(REQUESTS * (BODY_BYTES >> 20) + " MB sent to a store that stood still: " + taken
                    + " requests taken in the end, " + (REQUESTS - taken) + " asked to come again, heap at most "
                    + most + " MB above what it was");
            assertEquals(REQUESTS - taken, doors.tally().deferred());
            // Not all that had no answer yet were held: some were still on their way to being turned away.
            assertTrue(taken >= held / BODY_BYTES, taken + " were taken, of " + held + " bytes that waited");
            assertTrue(most < MOST_MEGABYTES, "the heap grew by " + most + " MB");
            assertEquals(200, doors.post("/batch/", "application/json", body).statusCode());
            assertEquals(1, store.trace(1, "t1").orElseThrow().spans().count());
        }
    }

    /// Two requests come, and the queue would wait an hour for more, had they not filled a batch.
    @Test
    void whatComesTogetherIsStoredTogether() throws Exception {
        AtomicInteger appends = new AtomicInteger();
        still.countDown();
        try (Store store = DuckDbStore.open(directory, OpenDoors.CLOCK);
                OpenDoors doors = new OpenDoors(counting(store, appends), Duration.ofHours(1));
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<byte[]>>> sent = new ArrayList<>();
            for (int half = 0; half < 2; half++) {
                byte[] body = halfABatch(half);
                sent.add(senders.submit(() -> doors.post("/batch/", "application/json", body)));
            }
            for (Future<HttpResponse<byte[]>> each : sent) {
                assertEquals(200, each.get().statusCode());
            }
            assertEquals(1, appends.get());
            assertEquals(20_000, store.trace(1, "t1").orElseThrow().spans().count());
        }
    }

    private static byte[] halfABatch(int half) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"event\":\"$ai_span\",\"uuid\":\"%d-%d\",\"properties\":{\"$ai_trace_id\":\"t1\"}}"
                        .formatted(half, i))
                .collect(Collectors.joining(",", "{\"api_key\":\"k\",\"batch\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /// The same store, but it appends nothing until [#still] is over.
    private Store counting(Store store, AtomicInteger appends) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        appends.incrementAndGet();
                        still.await();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static byte[] body() {
        return ("{\"api_key\":\"k\",\"batch\":[{\"event\":\"$ai_generation\",\"uuid\":\"0195d1a4-0000-7000-8000-000000000009\","
                        + "\"timestamp\":\"2026-11-18T10:00:00Z\",\"properties\":{\"$ai_trace_id\":\"t1\",\"$ai_input\":\""
                        + "x".repeat(BODY_BYTES) + "\"}}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static long usedMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }
}
