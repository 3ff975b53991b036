package dev.tracemap.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.run.EvalFormat;
import dev.tracemap.run.EvalSet;
import dev.tracemap.server.Clustered;
import dev.tracemap.server.Workspace;
import dev.tracemap.store.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// promptfoo reads and runs what is exported for it. It brings 1.6 GB, so it is fetched in the long build only.
@Tag("long")
final class PromptfooTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Answers with the prompt, and as a judge with a verdict, so that nothing leaves the machine.
    private static final String PROVIDER = """
            module.exports = class {
              id() { return 'here'; }
              async callApi(prompt) {
                return { output: prompt.includes('rubric') || prompt.includes('Rubric')
                  ? '{"pass": true, "score": 1, "reason": "as recorded"}' : prompt };
              }
            };
            """;

    private static final String CONFIGURATION = """
            prompts: ['{{messages}}']
            providers: ['file://provider.js']
            defaultTest: {options: {provider: 'file://provider.js'}}
            tests: file://tests.jsonl
            """;

    @TempDir
    Path directory;

    @Test
    void everyLineIsLoadedRunAndJudged() throws Exception {
        Clustered.in(directory.resolve("data"), 90);
        List<String> lines;
        try (Workspace workspace = new Workspace(directory.resolve("data"), InstantSource.system())) {
            RunRecord run = workspace.runs().latest(Workspace.TEAM).orElseThrow();
            lines = new EvalSet(workspace.store(), Redactor.STANDARD)
                    .of(run, _ -> true, 30, EvalFormat.PROMPTFOO)
                    .lines();
        }
        assertFalse(lines.isEmpty());
        Files.write(directory.resolve("tests.jsonl"), lines);
        Files.writeString(directory.resolve("provider.js"), PROVIDER);
        Files.writeString(directory.resolve("promptfooconfig.yaml"), CONFIGURATION);

        Path results = directory.resolve("results.json");
        Npm.with("promptfoo", "promptfoo@0.123.1")
                .run(
                        Map.of(
                                "HOME", directory.toString(),
                                "PROMPTFOO_DISABLE_TELEMETRY", "1",
                                "PROMPTFOO_DISABLE_UPDATE", "1"),
                        "promptfoo",
                        "eval",
                        "--no-cache",
                        "-c",
                        directory.resolve("promptfooconfig.yaml").toString(),
                        "-o",
                        results.toString())
                .succeeds();
        JsonNode told = JSON.readTree(Files.readString(results)).at("/results/results");
        assertEquals(lines.size(), told.size());
        for (JsonNode one : told) {
            assertTrue(one.path("success").asBoolean(), one.toString());
            JsonNode prompt = JSON.readTree(one.at("/response/output").textValue());
            assertEquals(JSON.readTree(one.at("/vars/messages").textValue()), prompt);
        }
    }
}
