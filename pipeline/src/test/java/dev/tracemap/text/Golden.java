package dev.tracemap.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Expected texts in `src/test/resources`. `-Dtracemap.golden=write` writes them anew, to be read before they are
/// committed.
final class Golden {
    private Golden() {}

    static void check(String name, String actual) {
        try {
            if (System.getProperty("tracemap.golden", "").equals("write")) {
                Path file = Path.of(
                        System.getProperty("tracemap.root", "."),
                        "pipeline/src/test/resources/dev/tracemap/text",
                        name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual + "\n");
                return;
            }
            try (InputStream expected = Golden.class.getResourceAsStream(name)) {
                String text = expected == null ? "" : new String(expected.readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(text.stripTrailing(), actual);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
