package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every tool.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final Encoding TOKENS = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

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

    List<Tool> tools() {
        return small.catalogue().tools();
    }

    @ParameterizedTest
    @MethodSource("tools")
    void answersKeepToTheSchemaAndSayTheSameInText(Tool tool) throws JsonProcessingException {
        assertFalse(TypicalCalls.of(tool.name()).isEmpty(), "no call of " + tool.name() + " is known");
        for (String arguments : TypicalCalls.of(tool.name())) {
            ObjectNode given = (ObjectNode) JSON.readTree(arguments);
            if (tool.body().call(given, Call.UNWATCHED)
                    instanceof ToolResult.Answer(String text, ObjectNode structured)) {
                ObjectNode closed = tool.outputSchema().deepCopy().put("additionalProperties", false);
                assertEquals(Set.of(), SCHEMAS.getSchema(closed).validate(structured), arguments);
                assertEquals(TextView.of(structured), text);
                assertTrue(TOKENS.countTokens(structured.toString()) < 5_000, arguments);
                assertTrue(TOKENS.countTokens(text) < 5_000, arguments);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void argumentsAreDescribedAndClosed(Tool tool) {
        assertTrue(tool.name().matches("[a-z]+(_[a-z]+)*"));
        assertFalse(tool.inputSchema().get("additionalProperties").booleanValue());
        Set<String> properties = new TreeSet<>();
        tool.inputSchema().get("properties").fieldNames().forEachRemaining(properties::add);
        tool.inputSchema().path("required").forEach(name -> assertTrue(properties.contains(name.textValue())));
    }

    @Test
    void mistakesAreAnsweredWithAnExample() throws JsonProcessingException {
        for (Tool tool : tools()) {
            for (String arguments : TypicalCalls.of(tool.name())) {
                ObjectNode given = (ObjectNode) JSON.readTree(arguments);
                if (tool.body().call(given, Call.UNWATCHED) instanceof ToolResult.Advice(String message)) {
                    assertTrue(message.length() > 40, message);
                    assertFalse(message.contains("Exception") || message.contains("\tat "), message);
                }
            }
        }
    }

    /// As a client gets it, with the annotations.
    @Test
    void theWholeListIsSmall() {
        assertTrue(tokens(tools()) < 6_000, tokens(tools()) + " tokens");
        List<Tool> all = new ArrayList<>(tools());
        all.addAll(small.catalogue().curation());
        assertTrue(tokens(all) < 8_000, tokens(all) + " tokens");
    }

    private static int tokens(List<Tool> tools) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Tool tool : tools) {
            ObjectNode described = list.addObject()
                    .put("name", tool.name())
                    .put("title", tool.title())
                    .put("description", tool.description());
            described.set("inputSchema", tool.inputSchema());
            described.set("outputSchema", tool.statedOutput());
            described
                    .putObject("annotations")
                    .put("readOnlyHint", false)
                    .put("destructiveHint", false)
                    .put("idempotentHint", true)
                    .put("openWorldHint", false);
        }
        int tokens = TOKENS.countTokens(list.toString());
        System.out.println("tools/list: " + tokens + " tokens for " + list.size() + " tools");
        return tokens;
    }
}
