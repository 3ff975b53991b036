package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// How a call ended.
public sealed interface ToolResult {

    /// @param text for clients that show text
    /// @param structured the same facts for clients that show structured content
    record Answer(String text, ObjectNode structured) implements ToolResult {}

    /// The call could not be served as it was made: what was wrong, what to do, and an example.
    record Advice(String message) implements ToolResult {}
}
