package dev.tracemap.server.workbench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.BadArgument;
import dev.tracemap.tools.Catalogue;
import dev.tracemap.tools.Prompt;
import dev.tracemap.tools.PromptMessages;
import dev.tracemap.tools.Resource;
import dev.tracemap.tools.ResourceContents;
import dev.tracemap.tools.ResourceTemplate;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What clients are shown, and everything a workbench can be asked for.
///
/// Reading a resource, filling in a prompt and completing an argument are unlisted tools: like the others they are
/// carried out by the process that owns the store.
///
/// @param unlisted tools for the server's own use
public record Menu(
        List<Tool> tools,
        Supplier<List<Resource>> resources,
        Supplier<List<ResourceTemplate>> templates,
        Supplier<List<Prompt>> prompts,
        List<Tool> unlisted) {
    public static final String READ = "resources/read";
    public static final String PROMPT = "prompts/get";
    public static final String COMPLETE = "completion/complete";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    public static Menu of(Catalogue catalogue) {
        return of(catalogue, false);
    }

    /// @param curation whether the tools of that set are listed; they can be called in any case
    public static Menu of(Catalogue catalogue, boolean curation) {
        Menu menu = menu(catalogue);
        return curation
                ? new Menu(
                        Stream.concat(menu.tools.stream(), catalogue.curation().stream())
                                .toList(),
                        menu.resources,
                        menu.templates,
                        menu.prompts,
                        menu.unlisted)
                : menu.with(catalogue.curation());
    }

    private static Menu menu(Catalogue catalogue) {
        return new Menu(
                catalogue.tools(),
                () -> catalogue.resources().list(),
                () -> catalogue.resources().templates(),
                () -> catalogue.prompts().list(),
                List.of(
                        unlisted(READ, arguments -> read(catalogue, arguments), "uri"),
                        unlisted(PROMPT, arguments -> prompt(catalogue, arguments), "name", "arguments"),
                        unlisted(
                                COMPLETE,
                                arguments -> complete(catalogue, arguments),
                                "argument",
                                "value",
                                "arguments")));
    }

    /// Tools alone.
    public static Menu of(List<Tool> tools) {
        return new Menu(tools, List::of, List::of, List::of, List.of());
    }

    /// The same and more for the server's own use.
    public Menu with(List<Tool> more) {
        return new Menu(
                tools,
                resources,
                templates,
                prompts,
                Stream.concat(unlisted.stream(), more.stream()).toList());
    }

    /// The same and an app, which is read like any resource.
    ///
    /// @param serving tools that only the app calls
    /// @param contents what is read at the app's address
    public Menu withApp(Resource app, Supplier<ObjectNode> contents, List<Tool> serving) {
        return new Menu(
                Stream.concat(tools.stream(), serving.stream()).toList(),
                () -> Stream.concat(resources.get().stream(), Stream.of(app)).toList(),
                templates,
                prompts,
                unlisted.stream()
                        .map(tool -> tool.name().equals(READ) ? reading(tool, app, contents) : tool)
                        .toList());
    }

    private static Tool reading(Tool read, Resource app, Supplier<ObjectNode> contents) {
        return new Tool(
                READ,
                READ,
                READ,
                read.inputSchema(),
                read.outputSchema(),
                Tool.Behaviour.READ,
                (arguments, call) -> arguments.path("uri").asText().equals(app.uri())
                        ? new ToolResult.Answer("", contents.get())
                        : read.body().call(arguments, call));
    }

    public Optional<Tool> find(String name) {
        return Stream.concat(tools.stream(), unlisted.stream())
                .filter(tool -> tool.name().equals(name))
                .findFirst();
    }

    private static Tool unlisted(String name, Function<ObjectNode, ObjectNode> body, String... properties) {
        ObjectNode input = NODES.objectNode().put("type", "object");
        ObjectNode described = input.putObject("properties");
        for (String property : properties) {
            described.putObject(property);
        }
        return new Tool(name, name, name, input, NODES.objectNode(), Tool.Behaviour.READ, (arguments, call) -> {
            try {
                return new ToolResult.Answer("", body.apply(arguments));
            } catch (BadArgument e) {
                return new ToolResult.Advice(String.valueOf(e.getMessage()));
            }
        });
    }

    private static ObjectNode read(Catalogue catalogue, ObjectNode arguments) {
        ResourceContents contents =
                catalogue.resources().read(arguments.path("uri").asText());
        return NODES.objectNode()
                .put("uri", contents.uri())
                .put("mimeType", contents.mimeType())
                .put("text", contents.text());
    }

    private static ObjectNode prompt(Catalogue catalogue, ObjectNode arguments) {
        PromptMessages messages = catalogue.prompts().get(arguments.path("name").asText(), texts(arguments));
        ObjectNode answer = NODES.objectNode().put("description", messages.description());
        ArrayNode list = answer.putArray("messages");
        for (String text : messages.texts()) {
            ObjectNode message = list.addObject().put("role", "user");
            message.putObject("content").put("type", "text").put("text", text);
        }
        return answer;
    }

    private static ObjectNode complete(Catalogue catalogue, ObjectNode arguments) {
        ObjectNode answer = NODES.objectNode();
        ArrayNode values = answer.putArray("values");
        catalogue
                .completions()
                .complete(
                        arguments.path("argument").asText(),
                        arguments.path("value").asText(),
                        texts(arguments))
                .forEach(values::add);
        return answer;
    }

    private static Map<String, String> texts(ObjectNode arguments) {
        Map<String, String> texts = new LinkedHashMap<>();
        arguments
                .path("arguments")
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
