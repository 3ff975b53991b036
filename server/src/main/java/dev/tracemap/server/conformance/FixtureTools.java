package dev.tracemap.server.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.mcp.Failure;
import dev.tracemap.server.mcp.Reply;
import dev.tracemap.server.mcp.RunningCall;
import java.util.List;
import java.util.Optional;

/// The suite's tools that answer on their own, and the way to the others.
final class FixtureTools {
    /// One red pixel.
    static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5" + "ErkJggg==";
    /// Silence of no length.
    private static final String SOUND = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

    private static final String NOTHING = "{\"type\": \"object\", \"properties\": {}}";

    /// As clients see them.
    static final ArrayNode LISTED = JsonNodeFactory.instance.arrayNode();

    static {
        for (String name : List.of(
                "test_simple_text",
                "test_image_content",
                "test_audio_content",
                "test_embedded_resource",
                "test_multiple_content_types",
                "test_tool_with_logging",
                "test_logging_tool",
                "test_error_handling",
                "test_tool_with_progress",
                "test_missing_capability",
                "test_streaming_elicitation",
                "test_elicitation_sep1034_defaults",
                "test_elicitation_sep1330_enums")) {
            list(name, NOTHING);
        }
        FixtureQuestions.NAMES.forEach(name -> list(name, NOTHING));
        list("test_sampling", object("\"prompt\": {\"type\": \"string\"}", "prompt"));
        list("test_elicitation", object("\"message\": {\"type\": \"string\"}", "message"));
        list("test_header_param", object("\"region\": {\"type\": \"string\", \"x-mcp-header\": \"Region\"}"));
        list("greet", object("\"name\": {\"type\": \"string\"}", "name"));
        FixtureTasks.NAMES.forEach(name -> list(name, object("""
                "seconds": {"type": "number"}, "label": {"type": "string"}, "filename": {"type": "string"}""")));
        list("json_schema_2020_12_tool", """
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                 "$defs": {"address": {"$anchor": "addressDef", "type": "object", "properties": {
                   "street": {"type": "string"}, "city": {"type": "string"}}}},
                 "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"},
                   "contactMethod": {"type": "string", "enum": ["phone", "email"]},
                   "phone": {"type": "string"}, "email": {"type": "string"}},
                 "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
                 "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
                 "then": {"required": ["phone"]}, "else": {"required": ["email"]}, "additionalProperties": false}""");
    }

    private final FixtureTasks tasks;
    private final FixtureQuestions questions = new FixtureQuestions();

    FixtureTools(FixtureTasks tasks) {
        this.tasks = tasks;
    }

    /// Empty for a tool that is no fixture.
    Optional<Reply> call(String name, ObjectNode arguments, RunningCall call) throws InterruptedException {
        if (FixtureTasks.NAMES.contains(name)) {
            return Optional.of(tasks.begin(name, arguments, call));
        }
        if (FixtureQuestions.NAMES.contains(name)) {
            return Optional.of(questions.call(name, call));
        }
        return Optional.ofNullable(
                switch (name) {
                    case "test_simple_text" -> Json.said("This is a simple text response for testing.");
                    case "test_image_content" -> content(image());
                    case "test_audio_content" ->
                        content(Json.empty()
                                .put("type", "audio")
                                .put("data", SOUND)
                                .put("mimeType", "audio/wav"));
                    case "test_embedded_resource" ->
                        content(resource(
                                "test://embedded-resource", "text/plain", "This is an embedded resource content."));
                    case "test_multiple_content_types" ->
                        content(
                                Json.empty().put("type", "text").put("text", "Multiple content types test:"),
                                image(),
                                resource(
                                        "test://mixed-content-resource",
                                        "application/json",
                                        "{\"test\":\"data\",\"value\":123}"));
                    case "test_tool_with_logging", "test_logging_tool" -> logging(call);
                    case "test_error_handling" -> failing();
                    case "test_tool_with_progress" -> progressing(call);
                    case "test_missing_capability" -> needing("sampling", call);
                    case "test_streaming_elicitation" -> progressing(call);
                    case "test_sampling" -> sampling(arguments, call);
                    case "test_elicitation" -> elicitation(arguments, call);
                    case "test_elicitation_sep1034_defaults" -> asking(call, FixtureForms.DEFAULTS);
                    case "test_elicitation_sep1330_enums" -> asking(call, FixtureForms.CHOICES);
                    case "test_header_param", "json_schema_2020_12_tool" -> Json.said("taken");
                    case "greet" -> Json.said("Hello, " + arguments.path("name").asText() + "!");
                    default -> null;
                });
    }

    static ObjectNode image() {
        return Json.empty().put("type", "image").put("data", PICTURE).put("mimeType", "image/png");
    }

    static ObjectNode resource(String uri, String mimeType, String text) {
        ObjectNode content = Json.empty().put("type", "resource");
        content.putObject("resource").put("uri", uri).put("mimeType", mimeType).put("text", text);
        return content;
    }

    private static Reply content(ObjectNode... parts) {
        ObjectNode result = Json.empty();
        ArrayNode content = result.putArray("content");
        for (ObjectNode part : parts) {
            content.add(part);
        }
        return new Reply.Result(result);
    }

    private static Reply failing() {
        Reply.Result result = (Reply.Result) Json.said("This tool intentionally returns an error for testing");
        result.value().put("isError", true);
        return result;
    }

    private static Reply logging(RunningCall call) throws InterruptedException {
        call.log("info", "Tool execution started");
        Thread.sleep(50);
        call.log("info", "Tool processing data");
        Thread.sleep(50);
        call.log("info", "Tool execution completed");
        return Json.said("Three messages were logged.");
    }

    private static Reply progressing(RunningCall call) throws InterruptedException {
        for (double done : new double[] {0, 0.5, 1}) {
            call.progress(done, "working");
            Thread.sleep(120);
        }
        return Json.said("Done.");
    }

    private static Reply needing(String capability, RunningCall call) {
        if (call.capabilities().has(capability)) {
            return Json.said("The client can do what is needed.");
        }
        ObjectNode required = Json.empty();
        required.putObject(capability);
        return Failure.missingCapability(required);
    }

    private static Reply sampling(ObjectNode arguments, RunningCall call) throws InterruptedException {
        ObjectNode params = Json.empty().put("maxTokens", 100);
        params.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", arguments.path("prompt").asText());
        Optional<JsonNode> answer = call.ask("sampling/createMessage", params);
        return answer.isPresent()
                ? Json.said("LLM response: " + answer.get().at("/content/text").asText())
                : failing();
    }

    private static Reply elicitation(ObjectNode arguments, RunningCall call) throws InterruptedException {
        ObjectNode params = Json.of(FixtureForms.CONTACT)
                .put("message", arguments.path("message").asText());
        return answered("User response", call.ask("elicitation/create", params));
    }

    private static Reply asking(RunningCall call, String form) throws InterruptedException {
        return answered("Elicitation completed", call.ask("elicitation/create", Json.of(form)));
    }

    private static Reply answered(String what, Optional<JsonNode> answer) {
        return answer.isPresent()
                ? Json.said(what + ": action=" + answer.get().path("action").asText() + ", content="
                        + answer.get().path("content"))
                : failing();
    }

    private static void list(String name, String inputSchema) {
        ObjectNode tool = Json.empty().put("name", name).put("description", "A fixture of the conformance suite");
        tool.set("inputSchema", Json.of(inputSchema));
        LISTED.add(tool);
    }

    private static String object(String properties, String... required) {
        String names = required.length == 0 ? "" : "\"" + String.join("\",\"", required) + "\"";
        return "{\"type\": \"object\", \"properties\": {" + properties + "}, \"required\": [" + names + "]}";
    }
}
