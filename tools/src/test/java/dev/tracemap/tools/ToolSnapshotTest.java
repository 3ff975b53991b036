package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One snapshot per tool: how it is described, and what it answers to typical calls on a small store.
///
/// Run once with `-Dtracemap.snapshots=write`, read the change as an agent would, and commit it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolSnapshotTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path SNAPSHOTS =
            Path.of(System.getProperty("tracemap.root"), "tools/src/test/resources/snapshots");

    @TempDir
    private static Path directory;

    private SmallStore small;

    @BeforeAll
    void open() {
        small = SmallStore.open(directory);
    }

    @AfterAll
    void close() {
        small.close();
    }

    List<String> names() {
        return Stream.concat(small.catalogue().tools().stream(), small.catalogue().curation().stream())
                .map(Tool::name)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void answersAsTheSnapshotSays(String name) throws IOException {
        String now =
                JSON.writeValueAsString(describe(small.catalogue().find(name).orElseThrow())) + "\n";
        Path file = SNAPSHOTS.resolve(name + ".json");
        if ("write".equals(System.getProperty("tracemap.snapshots"))) {
            Files.createDirectories(SNAPSHOTS);
            Files.writeString(file, now);
        }
        assertTrue(Files.exists(file), "no snapshot of " + name + ": run once with -Dtracemap.snapshots=write");
        assertEquals(Files.readString(file), now);
    }

    private static ObjectNode describe(Tool tool) throws IOException {
        ObjectNode snapshot = JsonNodeFactory.instance.objectNode();
        snapshot.put("name", tool.name());
        snapshot.put("title", tool.title());
        snapshot.put("description", tool.description());
        snapshot.put("read_only", tool.behaviour().readOnly());
        snapshot.set("input_schema", tool.inputSchema());
        snapshot.set("output_schema", tool.outputSchema());
        ArrayNode calls = snapshot.putArray("calls");
        for (String arguments : TypicalCalls.of(tool.name())) {
            ObjectNode call = calls.addObject();
            ObjectNode json = (ObjectNode) JSON.readTree(arguments);
            call.set("arguments", json);
            switch (tool.body().call(json, Call.UNWATCHED)) {
                case ToolResult.Answer answer -> {
                    answer.text().lines().forEach(call.withArray("text")::add);
                    call.set("structured", answer.structured());
                }
                case ToolResult.Advice advice -> call.put("advice", advice.message());
            }
        }
        return snapshot;
    }
}
