package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a request is answered with.
sealed interface Reply permits Reply.Result, Reply.Stream, Failure {
    record Result(ObjectNode value) implements Reply {}

    /// A stream of notifications that stays open until one side ends it.
    ///
    /// @param acknowledgement parameters of its first notification
    record Stream(ObjectNode acknowledgement) implements Reply {}
}
