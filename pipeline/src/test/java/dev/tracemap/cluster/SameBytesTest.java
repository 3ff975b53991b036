package dev.tracemap.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same matrix and seed give the same bytes.
final class SameBytesTest {
    private static final String GOLDEN = "-1519955754 -725391017 452526013 1309072463 -2055896209 428481500";

    @Test
    void withAnyNumberOfThreads() {
        assertEquals(GOLDEN, Fingerprint.of(1));
        assertEquals(GOLDEN, Fingerprint.of(2));
        assertEquals(GOLDEN, Fingerprint.of(4));
    }

    /// Vectors of 16 bytes are what ARM has; AVX=3 is ignored where the processor does not have it.
    @ParameterizedTest
    @ValueSource(strings = {"-XX:MaxVectorSize=16", "-XX:UseAVX=2", "-XX:UseAVX=3"})
    void withAnyVectorWidth(String flag) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        flag,
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fingerprint.class.getName(),
                        "2")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        assertEquals(GOLDEN, printed.lines().reduce("", (_, last) -> last));
    }
}
