package dev.tracemap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("tracemap.root"));

    /// The formatter breaks wide `///` lines into plain comments, and the rest of the sentence is lost to Javadoc.
    @Test
    void noDocumentationLineWasBrokenByTheFormatter() throws IOException {
        List<String> broken = new ArrayList<>();
        for (String module : List.of("pipeline", "tools", "server")) {
            Path sources = ROOT.resolve(module).resolve("src");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    List<String> lines = Files.readAllLines(file);
                    for (int i = 1; i < lines.size(); i++) {
                        if (lines.get(i - 1).strip().startsWith("///")
                                && lines.get(i).strip().matches("//(?!/).*")) {
                            broken.add(ROOT.relativize(file) + ":" + (i + 1));
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), broken);
    }
}
