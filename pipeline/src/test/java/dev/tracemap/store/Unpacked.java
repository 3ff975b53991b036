package dev.tracemap.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Where a process of a test unpacks its libraries. One that is killed leaves them behind, 90 MB each time.
public final class Unpacked {
    private Unpacked() {}

    /// The option of a JVM that unpacks beside the data of a test, where the one before has left nothing.
    public static String beside(Path data) {
        Path folder = data.resolve("unpacked");
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> left = Files.walk(folder)) {
                    List<Path> deepestFirst =
                            left.sorted(Comparator.reverseOrder()).toList();
                    for (Path each : deepestFirst) {
                        Files.delete(each);
                    }
                }
            }
            return "-Djava.io.tmpdir=" + Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
