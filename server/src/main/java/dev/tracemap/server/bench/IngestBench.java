package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.otlp.OtlpProtobuf;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.trace.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    private static final String HEAP = "-Xmx512m";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private IngestBench() {}

    /// @param raw events a second, appended to a store in this process in batches of 4,000, without a door
    /// @param rawCpuSecondsPerThousand processor time of that for 1,000 events
    /// @param spans OTLP in protobuf
    /// @param events PostHog's `/batch/`
    /// @param peakMegabytes resident memory of the serving process, at most; -1 where it cannot be told
    /// @param secondsToStart of a server on the same directory after the first one was killed under load
    /// @param stored events in the store after that
    /// @param doubled of them those that stand there twice
    public record Speeds(
            long raw,
            double rawCpuSecondsPerThousand,
            SpeedOfDoor spans,
            SpeedOfDoor events,
            long peakMegabytes,
            double secondsToStart,
            long stored,
            long doubled) {}

    /// @param seconds of each of the two loads
    public static Speeds measure(int seconds, Path directory) throws IOException, InterruptedException {
        long cpu = processorTime();
        long raw = raw(directory.resolve("raw"));
        double rawCpu = (processorTime() - cpu) / 1e9 * 1_000 / RAW_EVENTS;
        Path served = directory.resolve("served");
        Process server = server(served);
        SpeedOfDoor spans;
        SpeedOfDoor events;
        long megabytes;
        try {
            URI address = address(server);
            spans = SpeedOfDoor.measure(
                    server, address.resolve("/v1/traces"), "application/x-protobuf", NumberedBody.spans(), seconds);
            events = SpeedOfDoor.measure(
                    server, address.resolve("/batch/"), "application/json", NumberedBody.events(), seconds);
            megabytes = peakMegabytes(server.pid());
        } finally {
            server.destroyForcibly().waitFor();
        }
        double secondsToStart = secondsToStart(served);
        try (DuckDbStore store = DuckDbStore.open(served, InstantSource.system())) {
            List<?> counted = store.query(
                            "SELECT count(*), count(*) - count(DISTINCT uuid) FROM events", 1, Duration.ofMinutes(2))
                    .rows()
                    .getFirst();
            long stored = Long.parseLong(String.valueOf(counted.get(0)));
            long doubled = Long.parseLong(String.valueOf(counted.get(1)));
            return new Speeds(raw, rawCpu, spans, events, megabytes, secondsToStart, stored, doubled);
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

    /// The same program on the same Java, with less memory than it is allowed to use in all.
    private static Process server(Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add(HEAP);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.tracemap.server.Main"));
        command.addAll(List.of("serve", "--json", "--port", "0", "--data-dir", directory.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static URI address(Process server) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        return URI.create(MAPPER.readTree(line).path("url").asText());
    }

    private static double secondsToStart(Path directory) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process again = server(directory);
        try {
            address(again);
            return (System.nanoTime() - began) / 1_000_000 / 1e3;
        } finally {
            again.destroy();
            again.waitFor();
        }
    }

    private static long peakMegabytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
