package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Builds the JSON schema of an object, property by property. Order is kept: clients see the same bytes every time.
final class Schema {
    private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
    private final ArrayNode required = JsonNodeFactory.instance.arrayNode();

    Schema text(String name, String description) {
        return add(name, "string", description);
    }

    Schema whole(String name, String description) {
        return add(name, "integer", description);
    }

    Schema number(String name, String description) {
        return add(name, "number", description);
    }

    Schema flag(String name, String description) {
        return add(name, "boolean", description);
    }

    Schema word(String name, List<String> words, String description) {
        text(name, description);
        words.forEach(((ObjectNode) properties.get(name)).putArray("enum")::add);
        return this;
    }

    Schema object(String name, String description) {
        return add(name, "object", description);
    }

    Schema objects(String name, String description) {
        return list(name, "object", description);
    }

    Schema texts(String name, String description) {
        return list(name, "string", description);
    }

    /// Any JSON value.
    Schema any(String name, String description) {
        properties.putObject(name).put("description", description);
        return this;
    }

    Schema required(String... names) {
        for (String name : names) {
            required.add(name);
        }
        return this;
    }

    /// For arguments: nothing else is taken.
    ObjectNode input() {
        ObjectNode schema = object(properties.deepCopy());
        schema.put("additionalProperties", false);
        return schema;
    }

    /// For answers. That the rows of a list are objects is seen when they come, and costs tokens in every list of
    /// tools.
    ObjectNode output() {
        ObjectNode schema = object(properties.deepCopy());
        schema.path("properties").forEach(property -> ((ObjectNode) property).remove("items"));
        return schema;
    }

    private ObjectNode object(ObjectNode described) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        schema.set("properties", described);
        if (!required.isEmpty()) {
            schema.set("required", required.deepCopy());
        }
        return schema;
    }

    private Schema list(String name, String itemType, String description) {
        add(name, "array", description);
        ((ObjectNode) properties.get(name)).putObject("items").put("type", itemType);
        return this;
    }

    private Schema add(String name, String type, String description) {
        ObjectNode property = properties.putObject(name).put("type", type);
        if (!description.isEmpty()) {
            property.put("description", description);
        }
        return this;
    }
}
