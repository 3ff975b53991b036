package dev.tracemap.server.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.mcp.Failure;
import dev.tracemap.server.mcp.Offer;
import dev.tracemap.server.mcp.Reply;
import dev.tracemap.server.mcp.RunningCall;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The suite's fixtures before a real offer.
public final class Fixtures implements Offer {
    private static final Pattern TEMPLATE = Pattern.compile("test://template/([^/]+)/data");
    private static final ArrayNode RESOURCES = list("""
            {"all": [
              {"uri": "test://static-text", "name": "static-text", "description": "A text", "mimeType": "text/plain"},
              {"uri": "test://static-binary", "name": "static-binary", "description": "A picture", "mimeType": "image/png"},
              {"uri": "test://watched-resource", "name": "watched", "description": "Can be watched", "mimeType": "text/plain"}
            ]}""");
    private static final ArrayNode TEMPLATES = list("""
            {"all": [{"uriTemplate": "test://template/{id}/data", "name": "template", "description": "Data of an id",
              "mimeType": "application/json"}]}""");
    private static final ArrayNode PROMPTS = list("""
            {"all": [
              {"name": "test_simple_prompt", "description": "Takes nothing"},
              {"name": "test_prompt_with_arguments", "description": "Takes two texts", "arguments": [
                {"name": "arg1", "description": "First", "required": true},
                {"name": "arg2", "description": "Second", "required": true}]},
              {"name": "test_prompt_with_embedded_resource", "description": "Holds a resource", "arguments": [
                {"name": "resourceUri", "description": "Its address", "required": true}]},
              {"name": "test_prompt_with_image", "description": "Holds a picture"},
              {"name": "test_input_required_result_prompt", "description": "Asks back first"}
            ]}""");

    private final Offer real;
    private final FixtureTasks tasks = new FixtureTasks();
    private final FixtureTools tools = new FixtureTools(tasks);

    public Fixtures(Offer real) {
        this.real = real;
    }

    @Override
    public ObjectNode capabilities(boolean modern) {
        ObjectNode capabilities = real.capabilities(modern);
        if (!modern) {
            capabilities.putObject("logging");
            capabilities.withObject("resources").put("subscribe", true);
        }
        return capabilities;
    }

    @Override
    public ArrayNode tools() {
        return JsonNodeFactory.instance.arrayNode().addAll(FixtureTools.LISTED).addAll(real.tools());
    }

    @Override
    public ArrayNode resources() {
        return JsonNodeFactory.instance.arrayNode().addAll(RESOURCES).addAll(real.resources());
    }

    @Override
    public ArrayNode templates() {
        return JsonNodeFactory.instance.arrayNode().addAll(TEMPLATES).addAll(real.templates());
    }

    @Override
    public ArrayNode prompts() {
        return JsonNodeFactory.instance.arrayNode().addAll(PROMPTS).addAll(real.prompts());
    }

    @Override
    public ArrayNode skills() {
        return real.skills();
    }

    @Override
    public Reply call(String name, ObjectNode arguments, RunningCall call) {
        try {
            return tools.call(name, arguments, call).orElseGet(() -> real.call(name, arguments, call));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failure.invalid("interrupted");
        }
    }

    @Override
    public Reply read(String uri, RunningCall call) {
        Matcher template = TEMPLATE.matcher(uri);
        if (template.matches()) {
            String data = Json.empty()
                    .put("id", template.group(1))
                    .put("templateTest", true)
                    .put("data", "Data for ID: " + template.group(1))
                    .toString();
            return contents(uri, "application/json", "text", data);
        }
        return switch (uri) {
            case "test://static-text" ->
                contents(uri, "text/plain", "text", "This is the content of the static text resource.");
            case "test://watched-resource" -> contents(uri, "text/plain", "text", "Nothing has changed.");
            case "test://static-binary" -> contents(uri, "image/png", "blob", FixtureTools.PICTURE);
            default -> real.read(uri, call);
        };
    }

    @Override
    public Reply prompt(String name, ObjectNode arguments, RunningCall call) {
        return switch (name) {
            case "test_simple_prompt" -> messages(text("This is a simple prompt for testing."));
            case "test_prompt_with_arguments" ->
                messages(text("Prompt with arguments: arg1='"
                        + arguments.path("arg1").asText() + "', arg2='"
                        + arguments.path("arg2").asText() + "'"));
            case "test_prompt_with_embedded_resource" ->
                messages(
                        FixtureTools.resource(
                                arguments.path("resourceUri").asText(),
                                "text/plain",
                                "Embedded resource content for testing."),
                        text("Please process the embedded resource above."));
            case "test_prompt_with_image" -> messages(FixtureTools.image(), text("Please analyze the image above."));
            case "test_input_required_result_prompt" -> askedFirst(call);
            default -> real.prompt(name, arguments, call);
        };
    }

    @Override
    public Reply complete(RunningCall call) {
        return call.request().params().path("ref").path("name").asText().startsWith("test_")
                ? new Reply.Result(
                        Json.of("{\"completion\": {\"values\": [\"test\", \"testing\"], \"hasMore\": false}}"))
                : real.complete(call);
    }

    @Override
    public Reply other(RunningCall call) {
        return switch (call.request().method()) {
            case "logging/setLevel" ->
                call.listenFrom(call.request().params().path("level").asText());
            case "resources/subscribe", "resources/unsubscribe" -> new Reply.Result(Json.empty());
            default -> tasks.knows(call) ? tasks.answer(call) : real.other(call);
        };
    }

    private static Reply askedFirst(RunningCall call) {
        String context = call.request()
                .params()
                .path("inputResponses")
                .path("user_context")
                .path("content")
                .path("context")
                .asText();
        return context.isEmpty()
                ? FixtureQuestions.inputRequired(
                        Json.empty().set("user_context", FixtureQuestions.elicitation("What context?", "context")))
                : messages(text("With the context: " + context));
    }

    private static Reply contents(String uri, String mimeType, String kind, String content) {
        ObjectNode result = Json.empty();
        result.putArray("contents")
                .addObject()
                .put("uri", uri)
                .put("mimeType", mimeType)
                .put(kind, content);
        return new Reply.Result(result);
    }

    private static ObjectNode text(String text) {
        return Json.empty().put("type", "text").put("text", text);
    }

    private static Reply messages(ObjectNode... contents) {
        ObjectNode result = Json.empty().put("description", "A prompt of the conformance suite");
        ArrayNode messages = result.putArray("messages");
        for (ObjectNode content : contents) {
            messages.addObject().put("role", "user").set("content", content);
        }
        return new Reply.Result(result);
    }

    private static ArrayNode list(String text) {
        return (ArrayNode) Json.of(text).get("all");
    }
}
