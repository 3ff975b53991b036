package dev.tracemap.server.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What a door acknowledged under load.
///
/// @param perSecond records, acknowledged as durable
/// @param bytesARecord as sent
/// @param deferred requests that were asked to come again, or had no answer
/// @param serverCpuSecondsPerThousand processor time of the serving process for 1,000 records, in the second half;
///     on a machine that does other work too this tells what an idle one would do
/// @param longestMillis of an answer
public record SpeedOfDoor(
        double perSecond,
        long acknowledged,
        int bytesARecord,
        long deferred,
        double serverCpuSecondsPerThousand,
        long longestMillis) {
    private static final int SENDERS = 8;

    static SpeedOfDoor measure(BenchServer server, String path, String type, NumberedBody body, int seconds)
            throws InterruptedException {
        AtomicLong next = new AtomicLong();
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong deferred = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        URI door = server.address().resolve(path);
        long warm;
        double before;
        long began = System.nanoTime();
        long end = began + seconds * 1_000_000_000L;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(() -> {
                    while (System.nanoTime() < end) {
                        byte[] numbered = body.from(next.getAndAdd(NumberedBody.RECORDS));
                        long sent = System.nanoTime();
                        boolean taken = taken(client, door, type, numbered);
                        longest.accumulateAndGet((System.nanoTime() - sent) / 1_000_000, Math::max);
                        (taken ? acknowledged : deferred).addAndGet(taken ? NumberedBody.RECORDS : 1);
                    }
                }));
            }
            Thread.sleep(seconds * 500L);
            warm = acknowledged.get();
            before = server.cpuSeconds();
            for (Thread sender : senders) {
                sender.join();
            }
        }
        double lasted = (System.nanoTime() - began) / 1e9;
        double spent = server.cpuSeconds() - before;
        return new SpeedOfDoor(
                Math.round(acknowledged.get() / lasted),
                acknowledged.get(),
                body.bytesARecord(),
                deferred.get(),
                Math.round(spent * 1e6 / Math.max(1, acknowledged.get() - warm)) / 1e3,
                longest.get());
    }

    private static boolean taken(HttpClient client, URI door, String type, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(door)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
