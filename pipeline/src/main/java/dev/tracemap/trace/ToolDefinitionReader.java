package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.ToolDefinition.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the definitions of the tools a model could call.
final class ToolDefinitionReader {
    private static final List<String> GROUPS =
            List.of("functionDeclarations", "function_declarations", "tools", "toolSpec", "tool.json_schema");
    private static final List<String> SCHEMAS =
            List.of("parameters", "input_schema", "inputSchema", "parametersJsonSchema", "args_schema");
    private static final int DEEPEST = 16;

    private ToolDefinitionReader() {}

    static List<ToolDefinition> read(JsonNode source) {
        List<ToolDefinition> tools = new ArrayList<>();
        any(source, null, tools, 0);
        return List.copyOf(tools);
    }

    private static void any(JsonNode source, @Nullable String key, List<ToolDefinition> tools, int depth) {
        JsonNode node = EmbeddedJson.open(source);
        if (depth > DEEPEST) {
            return;
        }
        if (node.isArray()) {
            node.forEach(element -> any(element, null, tools, depth + 1));
        } else if (node.isObject()) {
            object(node, key, tools, depth);
        }
    }

    private static void object(JsonNode node, @Nullable String key, List<ToolDefinition> tools, int depth) {
        for (String group : GROUPS) {
            if (node.has(group)) {
                any(node.path(group), null, tools, depth + 1);
                return;
            }
        }
        JsonNode function = node.path("function").isObject() ? node.path("function") : node;
        String given = BlockReader.text(function, List.of("name"));
        String name = given != null ? given : key;
        if (name != null) {
            tools.add(new ToolDefinition(name, parameters(function)));
        } else {
            // The Vercel SDK maps names to definitions.
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                if (entry.getValue().isObject()) {
                    any(entry.getValue(), entry.getKey(), tools, depth + 1);
                }
            }
        }
    }

    private static List<Parameter> parameters(JsonNode function) {
        for (String field : SCHEMAS) {
            JsonNode schema = EmbeddedJson.open(function.path(field));
            JsonNode inner = schema.path("jsonSchema").isObject()
                    ? schema.path("jsonSchema")
                    : schema.path("json").isObject() ? schema.path("json") : schema;
            if (inner.path("properties").isObject()) {
                return parametersOf(inner);
            }
        }
        return List.of();
    }

    private static List<Parameter> parametersOf(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        List<Parameter> parameters = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = property.getKey();
            parameters.add(new Parameter(name, typeOf(property.getValue()), required.contains(name)));
        }
        return parameters;
    }

    private static String typeOf(JsonNode property) {
        JsonNode type = property.path("type");
        if (type.isArray()) {
            List<String> names = new ArrayList<>();
            type.forEach(name -> names.add(name.asText()));
            return String.join("|", names);
        }
        return type.isTextual() ? type.textValue().toLowerCase(java.util.Locale.ROOT) : "any";
    }
}
