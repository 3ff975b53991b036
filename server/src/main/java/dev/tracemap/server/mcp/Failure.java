package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A JSON-RPC error: the request could not be taken at all. What a tool objects to is a result, not a failure.
record Failure(int code, String message, @Nullable ObjectNode data) implements Reply {

    static Failure parse(String why) {
        return new Failure(-32700, "Not readable as JSON: " + why, null);
    }

    static Failure invalid(String why) {
        return new Failure(-32600, "Invalid request: " + why, null);
    }

    static Failure unknownMethod(String method) {
        return new Failure(-32601, "Unknown method: " + method, null);
    }

    static Failure invalidParams(String why) {
        return new Failure(-32602, "Invalid params: " + why, null);
    }

    /// Code given by revision 2026-07-28 to a version the server does not speak.
    static Failure unsupportedVersion(ObjectNode data) {
        return new Failure(-32022, "Unsupported protocol version", data);
    }
}
