package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.server.workbench.Workbench;
import dev.tracemap.tools.Skills;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What Tracemap is for: its tools, resources and prompts, carried out on a workbench.
public final class CatalogueOffer implements Offer {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_COMPLETIONS = 100;

    private final Menu menu;
    private final Workbench workbench;
    private final RunTasks tasks;

    public CatalogueOffer(Menu menu, Workbench workbench) {
        this.menu = menu;
        this.workbench = workbench;
        this.tasks = new RunTasks(menu, workbench);
    }

    @Override
    public ObjectNode capabilities(boolean modern) {
        ObjectNode capabilities = NODES.objectNode();
        capabilities.putObject("tools");
        capabilities.putObject("resources");
        capabilities.putObject("prompts");
        capabilities.putObject("completions");
        ObjectNode extensions = capabilities.putObject("extensions");
        extensions.putObject(Skills.EXTENSION);
        if (modern) {
            extensions.putObject(RunTasks.EXTENSION);
        }
        return capabilities;
    }

    @Override
    public ArrayNode tools() {
        return listing(menu.tools(), Shapes::of);
    }

    @Override
    public ArrayNode resources() {
        return listing(menu.resources().get(), Shapes::of);
    }

    @Override
    public ArrayNode templates() {
        return listing(menu.templates().get(), Shapes::of);
    }

    @Override
    public ArrayNode prompts() {
        return listing(menu.prompts().get(), Shapes::of);
    }

    @Override
    public ArrayNode skills() {
        return Skills.entries();
    }

    private static <T> ArrayNode listing(List<T> all, Function<T, ObjectNode> shape) {
        ArrayNode list = NODES.arrayNode();
        all.forEach(each -> list.add(shape.apply(each)));
        return list;
    }

    @Override
    public Reply call(String name, ObjectNode arguments, RunningCall call) {
        // What is for the server's own use has a slash in its name; other tools may be called though they are not
        // listed.
        Tool tool = name.contains("/") ? null : menu.find(name).orElse(null);
        if (tool == null) {
            return Failure.invalidParams("Unknown tool: " + name + ". There are "
                    + menu.tools().stream().map(Tool::name).collect(Collectors.joining(", ")));
        }
        return RunTasks.takes(tool, call)
                ? tasks.begin(tool, arguments, call)
                : new Reply.Result(Shapes.of(workbench.call(tool, arguments, call)));
    }

    @Override
    public Reply read(String uri, RunningCall call) {
        return switch (behind(Menu.READ, NODES.objectNode().put("uri", uri), call)) {
            case ToolResult.Advice(var why) -> Failure.unknownResource(uri, why);
            case ToolResult.Answer(var _, var contents) -> {
                ObjectNode result = NODES.objectNode();
                result.putArray("contents").add(contents);
                yield new Reply.Result(result);
            }
        };
    }

    @Override
    public Reply prompt(String name, ObjectNode arguments, RunningCall call) {
        ObjectNode asked = NODES.objectNode().put("name", name);
        asked.set("arguments", arguments);
        return switch (behind(Menu.PROMPT, asked, call)) {
            case ToolResult.Advice(var why) -> Failure.invalidParams(why);
            case ToolResult.Answer(var _, var messages) -> new Reply.Result(messages);
        };
    }

    @Override
    public Reply complete(RunningCall call) {
        JsonNode params = call.request().params();
        ObjectNode asked = NODES.objectNode()
                .put("argument", params.path("argument").path("name").asText())
                .put("value", params.path("argument").path("value").asText());
        asked.set("arguments", params.path("context").path("arguments"));
        return switch (behind(Menu.COMPLETE, asked, call)) {
            case ToolResult.Advice(var why) -> Failure.invalidParams(why);
            case ToolResult.Answer(var _, var answer) -> {
                JsonNode values = answer.path("values");
                ObjectNode result = NODES.objectNode();
                ObjectNode completion = result.putObject("completion");
                completion.set("values", values);
                completion.put("hasMore", values.size() >= MOST_COMPLETIONS);
                yield new Reply.Result(result);
            }
        };
    }

    @Override
    public Reply other(RunningCall call) {
        return tasks.answer(call);
    }

    private ToolResult behind(String name, ObjectNode arguments, RunningCall call) {
        return menu.find(name)
                .map(tool -> workbench.call(tool, arguments, call))
                .orElseGet(() -> new ToolResult.Advice("this server has nothing of the kind"));
    }
}
