package dev.tracemap.trace;

import java.util.List;

/// A tool the model could call.
public record ToolDefinition(String name, List<Parameter> parameters) {

    /// @param type the JSON schema type, or `any`
    public record Parameter(String name, String type, boolean required) {}

    public ToolDefinition {
        parameters = List.copyOf(parameters);
    }
}
