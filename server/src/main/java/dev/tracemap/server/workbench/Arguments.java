package dev.tracemap.server.workbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds the arguments of a call against the tool's input schema, so that a wrong call is told how to be right.
///
/// Looks at what every schema of ours uses: required and unknown names, types, and fixed choices, one level deep.
/// What lies deeper is the tool's own to judge.
final class Arguments {
    private Arguments() {}

    /// What is wrong with the arguments, what would be right, and an example; empty where they fit.
    static Optional<String> complaint(Tool tool, ObjectNode arguments) {
        JsonNode properties = tool.inputSchema().path("properties");
        List<String> faults = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (JsonNode required : tool.inputSchema().path("required")) {
            if (!arguments.hasNonNull(required.textValue())) {
                faults.add("'" + required.textValue() + "' is missing");
            }
        }
        arguments.properties().forEach(given -> {
            JsonNode schema = properties.get(given.getKey());
            if (schema == null) {
                faults.add("'" + given.getKey() + "' is not known");
            } else {
                misfit(given.getValue(), schema).ifPresent(fault -> {
                    faults.add("'" + given.getKey() + "' " + fault);
                    wrong.add(given.getKey());
                });
            }
        });
        return faults.isEmpty() ? Optional.empty() : Optional.of(advice(tool, properties, faults, wrong));
    }

    private static String advice(Tool tool, JsonNode properties, List<String> faults, List<String> wrong) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        String takes = names.isEmpty() ? "takes no arguments" : "takes " + String.join(", ", names);
        return String.join("; ", faults) + ". " + tool.name() + " " + takes + ". Example: "
                + example(tool, properties, wrong);
    }

    private static Optional<String> misfit(JsonNode value, JsonNode schema) {
        JsonNode choices = schema.get("enum");
        if (choices != null && !contains(choices, value)) {
            return Optional.of("is " + shown(value) + ", not one of " + choices);
        }
        JsonNode type = schema.get("type");
        if (type == null || isOf(type, value)) {
            return Optional.empty();
        }
        return Optional.of("is " + shown(value) + " where " + words(type) + " belongs");
    }

    private static String words(JsonNode type) {
        if (type.isTextual()) {
            return type.textValue();
        }
        List<String> each = new ArrayList<>();
        type.forEach(one -> each.add(one.asText()));
        return String.join(" or ", each);
    }

    private static boolean isOf(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (isOf(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "string" -> value.isTextual();
            case "integer" -> value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            case "null" -> value.isNull();
            default -> true;
        };
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            if (choice.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "…";
    }

    /// @param wrong arguments that are shown rightly
    private static ObjectNode example(Tool tool, JsonNode properties, List<String> wrong) {
        ObjectNode example = JsonNodeFactory.instance.objectNode();
        for (JsonNode required : tool.inputSchema().path("required")) {
            example.set(required.textValue(), sample(properties.path(required.textValue())));
        }
        wrong.forEach(name -> example.set(name, sample(properties.path(name))));
        if (example.isEmpty() && properties.fieldNames().hasNext()) {
            String first = properties.fieldNames().next();
            example.set(first, sample(properties.path(first)));
        }
        return example;
    }

    private static JsonNode sample(JsonNode schema) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (schema.path("examples").has(0)) {
            return schema.path("examples").get(0);
        }
        if (schema.has("default")) {
            return schema.get("default");
        }
        if (schema.path("enum").has(0)) {
            return schema.path("enum").get(0);
        }
        return switch (schema.path("type").asText()) {
            case "integer", "number" -> nodes.numberNode(1);
            case "boolean" -> nodes.booleanNode(true);
            case "array" -> nodes.arrayNode().add(sample(schema.path("items")));
            case "object" -> nodes.objectNode();
            default -> nodes.textNode("…");
        };
    }
}
