package dev.tracemap.server.bench;

import dev.tracemap.store.DuckDbStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Kills a server under load, again and again, and counts what is there in the end. Senders send again what was not
/// acknowledged, as clients do.
public final class KillBench {
    private static final int SENDERS = 4;
    private static final int MOST_MILLIS = 1_500;
    private static final int MOST_TRACES = 20_000_000;

    private final NumberedBody spans = NumberedBody.spans();
    private final NumberedBody events = NumberedBody.events();
    private final Deque<Long> again = new ArrayDeque<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private long next;

    private KillBench() {}

    /// @param acknowledged records
    /// @param lost records that were acknowledged and are not there
    /// @param doubled records that are there more than once
    /// @param secondsToStart of each start after a kill, the shortest first
    /// @param cpuSecondsToStart processor time of each of them, the same way
    public record Survived(
            int kills,
            long acknowledged,
            long lost,
            long doubled,
            List<Double> secondsToStart,
            List<Double> cpuSecondsToStart) {}

    /// @param random decides how long after its start a server is killed
    public static Survived measure(int kills, Path directory, Random random) throws IOException, InterruptedException {
        KillBench bench = new KillBench();
        List<Double> starts = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int kill = 0; kill <= kills; kill++) {
            try (BenchServer server = BenchServer.on(directory, "-Xmx512m")) {
                if (kill > 0) {
                    starts.add(server.secondsToStart());
                    cpu.add(server.cpuSeconds());
                }
                if (kill < kills) {
                    bench.loadUntilKilled(server, random.nextInt(MOST_MILLIS));
                } else {
                    server.kill();
                }
            }
        }
        Collections.sort(starts);
        Collections.sort(cpu);
        return bench.counted(kills, directory, starts, cpu);
    }

    private void loadUntilKilled(BenchServer server, int millis) throws InterruptedException {
        int before = acknowledged.size();
        List<Thread> senders = new ArrayList<>();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(() -> send(client, server)));
            }
            // The time counts from the first acknowledgement, so that a slow machine gets as far as a fast one.
            while (acknowledgements() == before && server.process().isAlive()) {
                Thread.sleep(5);
            }
            Thread.sleep(millis);
            server.kill();
            for (Thread sender : senders) {
                sender.join();
            }
        }
    }

    private synchronized int acknowledgements() {
        return acknowledged.size();
    }

    private void send(HttpClient client, BenchServer server) {
        while (server.process().isAlive()) {
            long first = take();
            boolean asSpans = first / NumberedBody.RECORDS % 2 == 0;
            URI door = server.address().resolve(asSpans ? "/v1/traces" : "/batch/");
            HttpRequest request = HttpRequest.newBuilder(door)
                    .header("Content-Type", asSpans ? "application/x-protobuf" : "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray((asSpans ? spans : events).from(first)))
                    .build();
            boolean taken = false;
            try {
                taken = client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                // Killed before it could answer; whether the records are there is not known.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            answered(first, taken);
        }
    }

    private synchronized long take() {
        if (!again.isEmpty()) {
            return again.removeFirst();
        }
        long first = next;
        next += NumberedBody.RECORDS;
        return first;
    }

    private synchronized void answered(long first, boolean taken) {
        if (taken) {
            acknowledged.add(first);
        } else {
            again.add(first);
        }
    }

    private Survived counted(int kills, Path directory, List<Double> starts, List<Double> cpu) {
        Map<String, Long> byTrace = new HashMap<>();
        long doubled = 0;
        try (DuckDbStore store = DuckDbStore.open(directory, InstantSource.system())) {
            for (List<?> row : store.query(
                            "SELECT trace_id, count(*), count(DISTINCT uuid) FROM events GROUP BY trace_id",
                            MOST_TRACES,
                            Duration.ofMinutes(5))
                    .rows()) {
                long distinct = Long.parseLong(String.valueOf(row.get(2)));
                doubled += Long.parseLong(String.valueOf(row.get(1))) - distinct;
                byTrace.put(String.valueOf(row.getFirst()), distinct);
            }
        }
        long lost = 0;
        for (long first : acknowledged) {
            for (long number = first; number < first + NumberedBody.RECORDS; number += NumberedBody.IN_A_TRACE) {
                long trace = 1 + number / NumberedBody.IN_A_TRACE;
                boolean asSpans = first / NumberedBody.RECORDS % 2 == 0;
                lost += NumberedBody.IN_A_TRACE
                        - byTrace.getOrDefault(asSpans ? hex(trace) : "bench-%012d".formatted(trace), 0L);
            }
        }
        return new Survived(kills, (long) acknowledged.size() * NumberedBody.RECORDS, lost, doubled, starts, cpu);
    }

    private static String hex(long trace) {
        return HexFormat.of().formatHex("bench---".getBytes(StandardCharsets.US_ASCII))
                + HexFormat.of().toHexDigits(trace);
    }
}
