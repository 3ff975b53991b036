package dev.tracemap.llm;

/// A model's wish to have a tool called.
///
/// @param arguments as the model wrote them: meant to be a JSON object, but nobody has checked
public record ToolCall(String id, String name, String arguments) {}
