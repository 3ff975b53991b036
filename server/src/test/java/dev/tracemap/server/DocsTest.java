package dev.tracemap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents name must exist.
class DocsTest {
    private static final Path ROOT = Path.of(System.getProperty("tracemap.root"));
    private static final Path STAGES = ROOT.resolve("pipeline/src/main/java/dev/tracemap");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
    private static final Pattern STAGE_ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\|.*\\| (.*) \\|$");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+)`");

    @Test
    void linksLeadSomewhere() throws IOException {
        Set<String> dead = new TreeSet<>();
        for (Path document : documents()) {
            LINK.matcher(Files.readString(document))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.contains("://") && !target.startsWith("mailto:"))
                    .filter(target -> !Files.exists(directoryOf(document).resolve(target)))
                    .forEach(target -> dead.add(ROOT.relativize(document) + " -> " + target));
        }
        assertEquals(Set.of(), dead);
    }

    @Test
    void theTableOfStagesIsThePackagesThereAre() throws IOException {
        Set<String> rows = STAGE_ROW
                .matcher(architecture())
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> packages = Files.list(STAGES)) {
            assertEquals(
                    packages.map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)),
                    rows);
        }
    }

    @Test
    void namedClassesExist() throws IOException {
        Set<String> classes = sources().stream()
                .map(path -> path.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        Set<String> unknown = Stream.of("docs/architecture.md", "CONTRIBUTING.md", "AGENTS.md")
                .map(ROOT::resolve)
                .flatMap(document -> CLASS.matcher(read(document)).results().map(MatchResult::group))
                .map(name -> name.substring(1, name.length() - 1))
                .filter(name -> !classes.contains(name) && !name.equals("LinkedHashMap"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unknown);
    }

    @Test
    void theReadmeListsEveryTool() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        try (Stream<Path> snapshots = Files.list(ROOT.resolve("tools/src/test/resources/snapshots"))) {
            Set<String> missing = snapshots
                    .map(path -> path.getFileName().toString().replace(".json", ""))
                    .filter(tool -> !readme.contains("| `" + tool + "` |"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(Set.of(), missing);
        }
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertTrue(Files.readAllLines(ROOT.resolve("README.md")).size() < 150);
    }

    private static String architecture() {
        return read(ROOT.resolve("docs/architecture.md"));
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> skills = Files.walk(ROOT.resolve("skills"))) {
            return Stream.of(root, docs, skills)
                    .flatMap(each -> each)
                    .filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> !path.toString().contains("/target/"))
                    .toList();
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("pipeline", "tools", "server")) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(module).resolve("src"))) {
                all.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    private static Path directoryOf(Path document) {
        Path parent = document.getParent();
        return parent == null ? ROOT : parent;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
