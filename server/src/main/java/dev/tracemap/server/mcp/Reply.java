package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a request is answered with.
public sealed interface Reply permits Reply.Result, Reply.Stream, Failure {

    /// @param value may name its `resultType` (2026-07-28); a result that does not is complete
    record Result(ObjectNode value) implements Reply {}

    /// A stream of notifications that stays open until one side ends it.
    ///
    /// @param acknowledgement parameters of its first notification
    record Stream(ObjectNode acknowledgement) implements Reply {}
}
