package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.workbench.Workbench;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers the requests of both eras over one list of tools. Holds no state of any client.
///
/// Shapes follow the schemas of revisions 2025-06-18, 2025-11-25 and 2026-07-28 of the protocol's specification.
public final class Protocol {
    private static final String MODERN = "2026-07-28";
    private static final List<String> LEGACY = List.of("2025-11-25", "2025-06-18");
    private static final String PREFIX = "io.modelcontextprotocol/";
    /// The list of tools changes with the program only, so clients may keep it for an hour.
    private static final int TTL_MS = 3_600_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode serverInfo;
    private final String instructions;
    private final ArrayNode listing = NODES.arrayNode();
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Workbench workbench;

    /// @param version of this program
    /// @param instructions what a model should know of the server as a whole
    public Protocol(String version, String instructions, List<Tool> tools, Workbench workbench) {
        this.serverInfo = NODES.objectNode()
                .put("name", "tracemap")
                .put("title", "Tracemap")
                .put("version", version);
        this.instructions = instructions;
        this.workbench = workbench;
        for (Tool tool : tools) {
            this.tools.put(tool.name(), tool);
            listing.add(described(tool));
        }
    }

    /// Whether the request names its version itself instead of relying on an `initialize` before it.
    static boolean isModern(Message.Request request) {
        JsonNode meta = request.meta();
        return meta.has(PREFIX + "protocolVersion")
                || meta.has(PREFIX + "clientCapabilities")
                || request.method().equals("server/discover");
    }

    /// Blocks until the answer is there; quick for all but `tools/call`.
    ///
    /// @param initialized whether this client has sent `initialize`
    Reply answer(Message.Request request, boolean initialized, Call call) {
        return isModern(request) ? modern(request, call) : legacy(request, initialized, call);
    }

    /// The answer to a request that could not be finished because its connection closes.
    Reply interrupted(Message.Request request) {
        if (request.method().equals("subscriptions/listen")) {
            ObjectNode ended = complete(NODES.objectNode());
            ((ObjectNode) ended.get("_meta")).set(PREFIX + "subscriptionId", request.id());
            return new Reply.Result(ended);
        }
        ObjectNode unfinished = shown(new ToolResult.Advice("The connection was closed before "
                + request.params().path("name").asText() + " had finished. Ask again on a new connection; "
                + "a clustering that was started goes on, and list_runs shows it."));
        return new Reply.Result(isModern(request) ? complete(unfinished) : unfinished);
    }

    private Reply modern(Message.Request request, Call call) {
        JsonNode version = request.meta().path(PREFIX + "protocolVersion");
        if (!version.isTextual()) {
            return Failure.invalidParams("_meta[\"" + PREFIX + "protocolVersion\"] must name the protocol version");
        }
        if (!version.textValue().equals(MODERN)) {
            ObjectNode data = NODES.objectNode();
            data.putArray("supported").add(MODERN);
            return Failure.unsupportedVersion(data.put("requested", version.textValue()));
        }
        if (!request.meta().path(PREFIX + "clientCapabilities").isObject()) {
            return Failure.invalidParams("_meta[\"" + PREFIX + "clientCapabilities\"] must be an object");
        }
        Reply reply =
                switch (request.method()) {
                    case "server/discover" -> new Reply.Result(cacheable(discovered()));
                    case "tools/list" -> listed(request, true);
                    case "tools/call" -> called(request, call);
                    case "subscriptions/listen" -> listening(request);
                    default -> Failure.unknownMethod(request.method());
                };
        return reply instanceof Reply.Result result ? new Reply.Result(complete(result.value())) : reply;
    }

    /// Nothing we list changes while we run, so that no kind of notification is agreed to.
    private static Reply listening(Message.Request request) {
        ObjectNode params = NODES.objectNode();
        params.putObject("_meta").set(PREFIX + "subscriptionId", request.id());
        params.putObject("notifications");
        return new Reply.Stream(params);
    }

    private Reply legacy(Message.Request request, boolean initialized, Call call) {
        return switch (request.method()) {
            case "initialize" -> initialized(request);
            case "ping" -> new Reply.Result(NODES.objectNode());
            default -> initialized ? afterInitialize(request, call) : uninitialized();
        };
    }

    private Reply afterInitialize(Message.Request request, Call call) {
        return switch (request.method()) {
            case "tools/list" -> listed(request, false);
            case "tools/call" -> called(request, call);
            default -> Failure.unknownMethod(request.method());
        };
    }

    private static Failure uninitialized() {
        return Failure.invalidParams("open with initialize, or name the protocol version in _meta[\"" + PREFIX
                + "protocolVersion\"] (" + MODERN + ")");
    }

    private Reply initialized(Message.Request request) {
        String asked = request.params().path("protocolVersion").asText();
        ObjectNode result = NODES.objectNode();
        result.put("protocolVersion", LEGACY.contains(asked) ? asked : LEGACY.getFirst());
        result.set("capabilities", capabilities());
        result.set("serverInfo", serverInfo);
        return new Reply.Result(result.put("instructions", instructions));
    }

    private ObjectNode discovered() {
        ObjectNode result = NODES.objectNode();
        // Only versions a request can name in its _meta; the legacy ones are found by asking with initialize.
        result.putArray("supportedVersions").add(MODERN);
        result.set("capabilities", capabilities());
        return result.put("instructions", instructions);
    }

    private static ObjectNode capabilities() {
        ObjectNode capabilities = NODES.objectNode();
        capabilities.putObject("tools");
        return capabilities;
    }

    private Reply listed(Message.Request request, boolean modern) {
        if (request.params().hasNonNull("cursor")) {
            return Failure.invalidParams("the list has one page; ask without a cursor");
        }
        ObjectNode result = NODES.objectNode();
        result.set("tools", listing);
        return new Reply.Result(modern ? cacheable(result) : result);
    }

    private Reply called(Message.Request request, Call call) {
        JsonNode name = request.params().path("name");
        JsonNode arguments = request.params().path("arguments");
        if (!name.isTextual()) {
            return Failure.invalidParams("\"name\" must be the name of a tool");
        }
        if (!arguments.isMissingNode() && !arguments.isNull() && !arguments.isObject()) {
            return Failure.invalidParams("\"arguments\" must be an object");
        }
        Tool tool = tools.get(name.textValue());
        if (tool == null) {
            return Failure.invalidParams(
                    "Unknown tool: " + name.textValue() + ". There are " + String.join(", ", tools.keySet()));
        }
        return new Reply.Result(
                shown(workbench.call(tool, arguments instanceof ObjectNode given ? given : NODES.objectNode(), call)));
    }

    /// The result of a tool as both eras show it.
    private static ObjectNode shown(ToolResult outcome) {
        ObjectNode result = NODES.objectNode();
        ObjectNode content = result.putArray("content").addObject().put("type", "text");
        switch (outcome) {
            case ToolResult.Answer answer -> {
                content.put("text", answer.text());
                result.set("structuredContent", answer.structured());
                result.put("isError", false);
            }
            case ToolResult.Advice advice -> {
                content.put("text", advice.message());
                result.put("isError", true);
            }
        }
        return result;
    }

    private ObjectNode complete(ObjectNode result) {
        ObjectNode complete = NODES.objectNode().put("resultType", "complete");
        complete.setAll(result);
        complete.putObject("_meta").set(PREFIX + "serverInfo", serverInfo);
        return complete;
    }

    private static ObjectNode cacheable(ObjectNode result) {
        return result.put("ttlMs", TTL_MS).put("cacheScope", "public");
    }

    private static ObjectNode described(Tool tool) {
        ObjectNode described = NODES.objectNode()
                .put("name", tool.name())
                .put("title", tool.title())
                .put("description", tool.description());
        described.set("inputSchema", tool.inputSchema());
        described.set("outputSchema", tool.outputSchema());
        described
                .putObject("annotations")
                .put("readOnlyHint", tool.behaviour().readOnly())
                .put("destructiveHint", tool.behaviour().destructive())
                .put("idempotentHint", tool.behaviour().idempotent())
                .put("openWorldHint", false);
        return described;
    }
}
