package dev.tracemap.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What `serve` costs while nobody asks for anything: processor time and memory of a process of its own.
public final class IdleBench {
    /// Until the schedule has been looked at for the first time, and what a start leaves to be done is done.
    private static final Duration SETTLING = Duration.ofSeconds(150);

    private IdleBench() {}

    /// @param seconds watched
    /// @param cpuSeconds of one core, spent in them
    /// @param corePercent the same as a share of one core
    /// @param residentMb memory the process holds at the end, in 1,000,000 bytes; 0 where the system does not tell
    public record Idle(long seconds, double cpuSeconds, double corePercent, double residentMb) {}

    /// @param launcher the program
    /// @param directory empty
    public static Idle of(String launcher, Path directory, Duration watched) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        List.of(launcher, "serve", "--port", "0", "--data-dir", directory.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Thread.sleep(SETTLING);
            Duration before = spent(process);
            Thread.sleep(watched);
            double cpu = spent(process).minus(before).toMillis() / 1000.0;
            return new Idle(
                    watched.toSeconds(),
                    cpu,
                    rounded(100 * cpu / watched.toSeconds()),
                    rounded(resident(process) / 1e6));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static Duration spent(Process process) {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("serve did not start, or its time is not told here"));
    }

    private static double resident(Process process) throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    private static double rounded(double figure) {
        return Math.round(figure * 100) / 100.0;
    }
}
