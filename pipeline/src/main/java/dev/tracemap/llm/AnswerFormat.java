package dev.tracemap.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The JSON that a model must answer with.
///
/// @param name of the format, `[a-zA-Z0-9_-]`
/// @param schema JSON schema; for strict servers every property is required and `additionalProperties` is false
public record AnswerFormat(String name, ObjectNode schema) {}
