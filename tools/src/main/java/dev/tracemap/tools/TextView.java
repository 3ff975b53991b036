package dev.tracemap.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A structured answer as text: the same facts by construction, in fewer tokens than JSON.
///
/// Scalars are lines `name: value`; lists of flat objects are tables; everything else is indented.
final class TextView {
    private TextView() {}

    static String of(ObjectNode answer) {
        StringBuilder text = new StringBuilder();
        fields(answer, "", text);
        return text.toString().stripTrailing();
    }

    private static void fields(ObjectNode object, String indent, StringBuilder text) {
        object.properties().forEach(entry -> field(entry.getKey(), entry.getValue(), indent, text));
    }

    private static void field(String name, JsonNode value, String indent, StringBuilder text) {
        text.append(indent).append(name).append(':');
        switch (value) {
            case ObjectNode object -> {
                text.append('\n');
                fields(object, indent + "  ", text);
            }
            case ArrayNode array when array.isEmpty() -> text.append(" none\n");
            case ArrayNode array when isTable(array) -> table(array, indent, text.append('\n'));
            case ArrayNode array
            when isListOfLines(array) -> {
                text.append('\n');
                array.forEach(line -> text.append(indent).append(line.asText()).append('\n'));
            }
            case ArrayNode array -> {
                text.append('\n');
                array.forEach(element -> element(element, indent, text));
            }
            case JsonNode scalar
            when scalar.asText().indexOf('\n') >= 0 -> {
                text.append('\n');
                scalar.asText()
                        .lines()
                        .forEach(line ->
                                text.append(indent).append("  ").append(line).append('\n'));
            }
            default -> text.append(' ').append(value.asText()).append('\n');
        }
    }

    private static void element(JsonNode element, String indent, StringBuilder text) {
        if (element instanceof ObjectNode object) {
            text.append(indent).append("-\n");
            fields(object, indent + "  ", text);
        } else {
            text.append(indent)
                    .append("- ")
                    .append(element.isTextual() ? element.textValue() : element.toString())
                    .append('\n');
        }
    }

    private static boolean isListOfLines(ArrayNode array) {
        for (JsonNode element : array) {
            if (!element.isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTable(ArrayNode array) {
        for (JsonNode row : array) {
            if (!row.isObject() && !row.isArray()) {
                return false;
            }
            for (JsonNode cell : row) {
                if (cell.isContainerNode()
                        || (cell.isTextual() && cell.textValue().indexOf('\n') >= 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void table(ArrayNode rows, String indent, StringBuilder text) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
        if (!columns.isEmpty()) {
            text.append(indent).append(String.join(" | ", columns)).append('\n');
        }
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>();
            if (row.isArray()) {
                row.forEach(cell -> cells.add(cell(cell)));
            } else {
                columns.forEach(column -> cells.add(row.has(column) ? cell(row.get(column)) : "-"));
            }
            text.append(indent).append(String.join(" | ", cells)).append('\n');
        }
    }

    /// A bar inside a cell would look like two cells.
    private static String cell(JsonNode cell) {
        return cell.asText().replace('|', '¦');
    }
}
