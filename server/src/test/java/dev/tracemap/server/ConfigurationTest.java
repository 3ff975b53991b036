package dev.tracemap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.facet.FacetQuestion;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.Rate;
import dev.tracemap.run.ModelSettings;
import dev.tracemap.run.Privacy;
import dev.tracemap.score.Rubric;
import dev.tracemap.sharing.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    private Path directory;

    @Test
    void withoutAFileEverythingHasItsDefault() {
        assertEquals(ModelSettings.DEFAULT, Configuration.in(directory).models());
    }

    @Test
    void theExampleInTheDocumentationIsUnderstood() throws IOException {
        String page = Files.readString(
                Path.of(System.getProperty("tracemap.root", "..")).resolve("docs/configuration.md"));
        String example = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```\n"));
        ModelSettings settings = read(example).models();
        assertEquals(
                List.of(new Rubric(
                        "resolved", "Was the user's request fulfilled by the end?", Rubric.Scale.BOOLEAN, 20)),
                read(example).rubrics());
        assertEquals("text-embedding-3-large", settings.model(ModelStage.EMBEDDING));
        assertEquals(2.0, settings.perRun().dollars());
        assertEquals(10.0, settings.perDay().dollars());
        assertEquals(Privacy.PLAIN, settings.privacy());
        assertEquals(List.of("\\bAcme Corp\\b"), settings.redactor().own());
        assertEquals(
                List.of("refund_amount", "channel"),
                settings.summary().ownFacets().stream().map(FacetQuestion::name).toList());
        assertEquals(new Rate(0.1, 0.4), settings.prices().get("my-model"));
        assertEquals(2, settings.ownTracesTeam());
        assertEquals(Thresholds.DEFAULT, read(example).thresholds());
        assertEquals(List.of("curation"), read(example).toolsets());
    }

    @Test
    void anUnknownKeyIsNamedWithItsLine() {
        for (String[] wrong : new String[][] {
            {"models:\n  summary: a\nbudgets: {}\n", "line 3", "'budgets'", "budget"},
            {"models:\n  summary: a\n  sumary: b\n", "line 3", "'sumary'", "embedding"},
            {"facets:\n  - name: a\n    question: b\n    kind: text\n", "line 4", "'kind'", "type"},
            {"limits:\n  concurrency: many\n", "line 2", "limits.concurrency", ""},
            {"privacy: none\n", "line 1", "privacy", "OFFLINE"},
            {"redact: ['(Anna']\n", "tracemap.yaml", "'(Anna'", "regular expression"},
            {"models: [\n", "line 1", "models", ""},
            {"facets:\n  - name: Bad Name\n    question: b\n", "tracemap.yaml", "Bad Name", ""},
            {"store: clickhouse://ann:secret@db/traces\n", "tracemap.yaml", "holds a password", ""},
            {"rubrics:\n  - name: a\n    question: b\n    scale: 1-10\n", "tracemap.yaml", "'1-10'", "boolean"},
            {"rubrics:\n  - {name: a, question: b}\n  - {name: a, question: c}\n", "tracemap.yaml", "two rubrics", ""},
            {"rubrics:\n  - name: a\n", "tracemap.yaml", "a rubric needs a name and a question", ""},
            {"toolsets: [curation, labels]\n", "tracemap.yaml", "'labels'", "there is curation"},
            {"thresholds: {users: 0}\n", "tracemap.yaml", "take numbers from 1", ""},
            {"limits: {concurrency: 0}\n", "tracemap.yaml", "concurrency", ""}
        }) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> read(wrong[0]));
            for (String part : wrong) {
                assertTrue(
                        part.equals(wrong[0]) || refused.getMessage().contains(part),
                        part + " is not in: " + refused.getMessage());
            }
        }
    }

    @Test
    void aRubricNeedsNoMoreThanAQuestion() throws IOException {
        assertEquals(
                List.of(
                        new Rubric("polite", "Was it polite?", Rubric.Scale.BOOLEAN, 20),
                        new Rubric("depth", "How deep?", Rubric.Scale.ONE_TO_FIVE, 5)),
                read("""
                        rubrics:
                          - {name: polite, question: 'Was it polite?'}
                          - {name: depth, question: 'How deep?', scale: 1-5, sample: 5}
                        """).rubrics());
    }

    @Test
    void aFolderIsAModelOnDisk() throws IOException {
        Files.createDirectories(directory.resolve("models/mine"));
        Configuration configuration = read("models: {embedding: models/mine}\n");
        assertEquals(directory.resolve("models/mine"), configuration.embeddingFolder());
        assertEquals(null, configuration.models().model(ModelStage.EMBEDDING));
    }

    @Test
    void batchesAreOnlyUsedWhereTheyAreWanted() throws IOException {
        assertEquals(0, read("limits: {concurrency: 2}\n").models().limits().batchFrom());
        assertEquals(500, read("limits: {batch_from: 500}\n").models().limits().batchFrom());
        assertThrows(IllegalArgumentException.class, () -> read("limits: {batch_from: -1}\n"));
    }

    private Configuration read(String yaml) throws IOException {
        Path file = directory.resolve("tracemap.yaml");
        Files.writeString(file, yaml);
        return Configuration.in(directory);
    }
}
