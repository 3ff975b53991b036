package dev.tracemap.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Looks for text in the bytes of files.
final class Planted {
    private Planted() {}

    /// Files under the folders that hold one of the texts, compared byte by byte.
    static List<Path> filesWith(List<Path> folders, String... texts) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (holds(file, texts)) {
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }

    private static boolean holds(Path file, String... texts) throws IOException {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        return Arrays.stream(texts)
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .anyMatch(bytes::contains);
    }
}
