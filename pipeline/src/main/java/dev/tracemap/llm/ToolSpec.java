package dev.tracemap.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A tool that a chat model may call.
///
/// @param parameters JSON schema of the arguments, an object
public record ToolSpec(String name, String description, ObjectNode parameters) {}
