package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.ToolResult;
import java.util.List;
import java.util.Optional;

/// Answers the requests of both eras over one offer. Holds no state of any client.
///
/// Shapes follow the schemas of revisions 2025-06-18, 2025-11-25 and 2026-07-28 of the protocol's specification.
public final class Protocol {
    public static final String MODERN = "2026-07-28";
    public static final List<String> LEGACY = List.of("2025-11-25", "2025-06-18");
    static final String PREFIX = "io.modelcontextprotocol/";

    /// The lists change with the program only, so clients may keep them for an hour.
    private static final int TTL_MS = 3_600_000;

    private static final int PAGE = 100;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode serverInfo;
    private final String instructions;
    private final Offer offer;

    /// @param version of this program
    /// @param instructions what a model should know of the server as a whole
    public Protocol(String version, String instructions, Offer offer) {
        this.serverInfo = NODES.objectNode()
                .put("name", "tracemap")
                .put("title", "Tracemap")
                .put("version", version);
        this.instructions = instructions;
        this.offer = offer;
    }

    /// What the protocol is spoken about.
    public Offer offer() {
        return offer;
    }

    /// Whether the request names its version itself instead of relying on an `initialize` before it.
    public static boolean isModern(Message.Request request) {
        JsonNode meta = request.meta();
        return meta.has(PREFIX + "protocolVersion")
                || meta.has(PREFIX + "clientCapabilities")
                || request.method().equals("server/discover");
    }

    /// The version that a request names itself, missing where it names none.
    public static JsonNode version(Message.Request request) {
        return request.meta().path(PREFIX + "protocolVersion");
    }

    /// What is wrong with the surroundings of a modern request, whatever it asks for.
    public static Optional<Failure> objection(Message.Request request) {
        JsonNode version = version(request);
        if (!version.isTextual()) {
            return Optional.of(
                    Failure.invalidParams("_meta[\"" + PREFIX + "protocolVersion\"] must name the protocol version"));
        }
        if (!version.textValue().equals(MODERN)) {
            ObjectNode data = NODES.objectNode();
            data.putArray("supported").add(MODERN);
            return Optional.of(Failure.unsupportedVersion(data.put("requested", version.textValue())));
        }
        if (!request.meta().path(PREFIX + "clientCapabilities").isObject()) {
            return Optional.of(Failure.invalidParams("_meta[\"" + PREFIX + "clientCapabilities\"] must be an object"));
        }
        return Optional.empty();
    }

    /// Blocks until the answer is there.
    ///
    /// @param initialized whether this client has sent `initialize`
    Reply answer(RunningCall call, boolean initialized) {
        return call.isModern() ? modern(call) : legacy(call, initialized);
    }

    /// The answer to a request that could not be finished because its connection closes.
    Reply interrupted(Message.Request request) {
        if (request.method().equals("subscriptions/listen")) {
            ObjectNode ended = complete(NODES.objectNode());
            ((ObjectNode) ended.get("_meta")).set(PREFIX + "subscriptionId", request.id());
            return new Reply.Result(ended);
        }
        if (!request.method().equals("tools/call")) {
            return new Failure(-32603, "The connection was closed before the answer was there.", null);
        }
        ObjectNode unfinished = Shapes.of(new ToolResult.Advice("The connection was closed before "
                + request.params().path("name").asText() + " had finished. Ask again on a new connection; "
                + "a clustering that was started goes on, and list_runs shows it."));
        return new Reply.Result(isModern(request) ? complete(unfinished) : unfinished);
    }

    private Reply modern(RunningCall call) {
        Message.Request request = call.request();
        Optional<Failure> objection = objection(request);
        if (objection.isPresent()) {
            return objection.get();
        }
        Reply reply =
                switch (request.method()) {
                    case "server/discover" -> new Reply.Result(cacheable(discovered(), TTL_MS));
                    case "subscriptions/listen" -> listening(request);
                    case "tools/list",
                            "resources/list",
                            "resources/templates/list",
                            "prompts/list",
                            "skills/list",
                            "skills/get" -> cacheable(asked(call), TTL_MS);
                    case "resources/read" -> cacheable(asked(call), 0);
                    case "ping", "initialize", "logging/setLevel", "resources/subscribe", "resources/unsubscribe" ->
                        Failure.unknownMethod(request.method());
                    default -> asked(call);
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

    private Reply legacy(RunningCall call, boolean initialized) {
        return switch (call.request().method()) {
            case "initialize" -> initialized(call.request());
            case "ping" -> new Reply.Result(NODES.objectNode());
            default -> initialized ? asked(call) : uninitialized();
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
        result.set("capabilities", offer.capabilities(false));
        result.set("serverInfo", serverInfo);
        return new Reply.Result(result.put("instructions", instructions));
    }

    private ObjectNode discovered() {
        ObjectNode result = NODES.objectNode();
        // Only versions a request can name in its _meta; the legacy ones are found by asking with initialize.
        result.putArray("supportedVersions").add(MODERN);
        result.set("capabilities", offer.capabilities(true));
        return result.put("instructions", instructions);
    }

    /// What both eras ask for in the same words.
    private Reply asked(RunningCall call) {
        ObjectNode params = call.request().params();
        return switch (call.request().method()) {
            case "tools/list" -> listed("tools", offer.tools(), params);
            case "resources/list" -> listed("resources", offer.resources(), params);
            case "resources/templates/list" -> listed("resourceTemplates", offer.templates(), params);
            case "prompts/list" -> listed("prompts", offer.prompts(), params);
            case "skills/list" -> listed("skills", offer.skills(), params);
            case "skills/get" -> skill(params.path("uri"));
            case "tools/call" -> called(call);
            case "resources/read" ->
                params.path("uri").isTextual()
                        ? offer.read(params.get("uri").textValue(), call)
                        : Failure.invalidParams("\"uri\" must be the address of a resource");
            case "prompts/get" -> prompted(call);
            case "completion/complete" -> offer.complete(call);
            default -> offer.other(call);
        };
    }

    private Reply skill(JsonNode uri) {
        for (JsonNode skill : offer.skills()) {
            if (skill.get("uri").equals(uri)) {
                ObjectNode result = NODES.objectNode();
                result.set("skill", skill);
                return new Reply.Result(result);
            }
        }
        return Failure.invalidParams("no skill is served at " + uri + "; skills/list shows them");
    }

    /// A page of a list; the cursor is the place where the next one begins.
    private static Reply listed(String name, ArrayNode all, ObjectNode params) {
        JsonNode cursor = params.path("cursor");
        int from = 0;
        if (!cursor.isMissingNode() && !cursor.isNull()) {
            from = cursor.isTextual() && cursor.textValue().matches("\\d{1,6}")
                    ? Integer.parseInt(cursor.textValue())
                    : -1;
            if (from <= 0 || from >= all.size()) {
                return Failure.invalidParams("this cursor was not given out; ask without one for the first page");
            }
        }
        ObjectNode result = NODES.objectNode();
        ArrayNode page = result.putArray(name);
        int to = Math.min(all.size(), from + PAGE);
        for (int at = from; at < to; at++) {
            page.add(all.get(at));
        }
        return new Reply.Result(to < all.size() ? result.put("nextCursor", String.valueOf(to)) : result);
    }

    private Reply called(RunningCall call) {
        JsonNode name = call.request().params().path("name");
        Optional<ObjectNode> arguments = arguments(call);
        if (!name.isTextual()) {
            return Failure.invalidParams("\"name\" must be the name of a tool");
        }
        return arguments.isPresent()
                ? offer.call(name.textValue(), arguments.get(), call)
                : Failure.invalidParams("\"arguments\" must be an object");
    }

    private Reply prompted(RunningCall call) {
        JsonNode name = call.request().params().path("name");
        Optional<ObjectNode> arguments = arguments(call);
        if (!name.isTextual()) {
            return Failure.invalidParams("\"name\" must be the name of a prompt");
        }
        return arguments.isPresent()
                ? offer.prompt(name.textValue(), arguments.get(), call)
                : Failure.invalidParams("\"arguments\" must be an object");
    }

    /// Empty where they are no object; none is an empty object.
    private static Optional<ObjectNode> arguments(RunningCall call) {
        JsonNode given = call.request().params().path("arguments");
        if (given.isMissingNode() || given.isNull()) {
            return Optional.of(NODES.objectNode());
        }
        return given instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }

    private ObjectNode complete(ObjectNode result) {
        ObjectNode complete = NODES.objectNode().put("resultType", "complete");
        complete.setAll(result);
        complete.putObject("_meta").set(PREFIX + "serverInfo", serverInfo);
        return complete;
    }

    private static Reply cacheable(Reply reply, int ttlMs) {
        return reply instanceof Reply.Result(var value) ? new Reply.Result(cacheable(value, ttlMs)) : reply;
    }

    /// What we list is the same for everyone; what is read belongs to whoever may read it.
    private static ObjectNode cacheable(ObjectNode result, int ttlMs) {
        return result.put("ttlMs", ttlMs).put("cacheScope", ttlMs > 0 ? "public" : "private");
    }
}
