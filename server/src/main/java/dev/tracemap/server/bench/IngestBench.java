package dev.tracemap.server.bench;

import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.otlp.OtlpProtobuf;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// How much arrives in a second: this process sends, another one serves and stores, and is killed in the end.
public final class IngestBench {
    private static final int RAW_EVENTS = 200_000;
    private static final int RAW_BATCH = 4_000;
    /// What `docs/operations.md` gives for a server that is to stay below 1 GB.
    private static final String[] SMALL = {"-Xmx512m", "-Dtracemap.store.memory=384MiB"};

    private IngestBench() {}

    /// @param raw events a second, appended to a store in this process in batches of 4,000, without a door
    /// @param rawCpuSecondsPerThousand processor time of that for 1,000 events
    /// @param spans OTLP in protobuf
    /// @param events PostHog's `/batch/`
    /// @param peakMegabytes resident memory of the serving process, at most; -1 where it cannot be told
    /// @param secondsToStart of a server on the same directory after the first one was killed
    /// @param startCpuSeconds processor time of that start
    /// @param stored events in the store after that
    /// @param doubled of them those that stand there twice
    public record Speeds(
            long raw,
            double rawCpuSecondsPerThousand,
            SpeedOfDoor spans,
            SpeedOfDoor events,
            long peakMegabytes,
            double secondsToStart,
            double startCpuSeconds,
            long stored,
            long doubled) {}

    /// @param seconds of each of the two loads
    public static Speeds measure(int seconds, Path directory) throws IOException, InterruptedException {
        long cpu = processorTime();
        long raw = raw(directory.resolve("raw"));
        double rawCpu = (processorTime() - cpu) / 1e9 * 1_000 / RAW_EVENTS;
        Path served = directory.resolve("served");
        SpeedOfDoor spans;
        SpeedOfDoor events;
        long megabytes;
        try (BenchServer server = BenchServer.on(served, SMALL)) {
            spans = SpeedOfDoor.measure(server, "/v1/traces", "application/x-protobuf", NumberedBody.spans(), seconds);
            events = SpeedOfDoor.measure(server, "/batch/", "application/json", NumberedBody.events(), seconds);
            megabytes = server.peakMegabytes();
            server.kill();
        }
        double secondsToStart;
        double startCpu;
        try (BenchServer again = BenchServer.on(served, SMALL)) {
            secondsToStart = again.secondsToStart();
            startCpu = again.cpuSeconds();
            again.kill();
        }
        try (DuckDbStore store = DuckDbStore.open(served, InstantSource.system())) {
            List<?> counted = store.query(
                            "SELECT count(*), count(*) - count(DISTINCT uuid) FROM events", 1, Duration.ofMinutes(2))
                    .rows()
                    .getFirst();
            long stored = Long.parseLong(String.valueOf(counted.get(0)));
            long doubled = Long.parseLong(String.valueOf(counted.get(1)));
            return new Speeds(raw, rawCpu, spans, events, megabytes, secondsToStart, startCpu, stored, doubled);
        }
    }

    private static long processorTime() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getProcessCpuTime()
                : 0;
    }

    private static long raw(Path directory) throws IOException {
        NumberedBody body = NumberedBody.spans();
        long nanos = 0;
        try (DuckDbStore store = DuckDbStore.open(directory, InstantSource.system())) {
            for (int first = 0; first < RAW_EVENTS; first += RAW_BATCH) {
                List<Event> batch = new ArrayList<>();
                for (int from = first; from < first + RAW_BATCH; from += NumberedBody.RECORDS) {
                    Conversion spans = new OtlpProtobuf(new Origin(1, "bench", Instant.EPOCH)).convert(body.from(from));
                    batch.addAll(spans.events());
                }
                long began = System.nanoTime();
                store.append(batch);
                nanos += System.nanoTime() - began;
            }
        }
        return Math.round(RAW_EVENTS / (nanos / 1e9));
    }
}
