package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A JSON-RPC error: the request could not be taken at all. What a tool objects to is a result, not a failure.
public record Failure(int code, String message, @Nullable ObjectNode data) implements Reply {
    public static final int UNKNOWN_METHOD = -32601;
    public static final int MISSING_CAPABILITY = -32021;

    static Failure parse(String why) {
        return new Failure(-32700, "Not readable as JSON: " + why, null);
    }

    public static Failure invalid(String why) {
        return new Failure(-32600, "Invalid request: " + why, null);
    }

    public static Failure unknownMethod(String method) {
        return new Failure(UNKNOWN_METHOD, "Unknown method: " + method, null);
    }

    public static Failure invalidParams(String why) {
        return new Failure(-32602, "Invalid params: " + why, null);
    }

    static Failure unknownResource(String uri, String why) {
        return new Failure(
                -32602,
                "Resource not found: " + why,
                JsonNodeFactory.instance.objectNode().put("uri", uri));
    }

    /// Code given by revision 2026-07-28 to a version the server does not speak.
    static Failure unsupportedVersion(ObjectNode data) {
        return new Failure(-32022, "Unsupported protocol version", data);
    }

    /// Code given by revision 2026-07-28 to a request header that says something else than the body.
    public static Failure headerMismatch(String why) {
        return new Failure(-32020, "Header mismatch: " + why, null);
    }

    /// Code given by revision 2026-07-28 to a request that needs what its client did not declare.
    ///
    /// @param required the capabilities as the client should have declared them
    public static Failure missingCapability(ObjectNode required) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("requiredCapabilities", required);
        return new Failure(MISSING_CAPABILITY, "Missing required client capability", data);
    }
}
