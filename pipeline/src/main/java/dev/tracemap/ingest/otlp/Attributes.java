package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A span's attributes. Taking one removes it; what is left at the end was not understood and is kept as it is.
final class Attributes {
    private final Map<String, JsonNode> left = new LinkedHashMap<>();

    /// @param keyValues OTLP's list of `{key, value: {stringValue: …}}`
    static Attributes of(JsonNode keyValues) {
        Attributes attributes = new Attributes();
        for (JsonNode pair : keyValues) {
            String key = Json.text(pair, "key");
            if (key != null) {
                attributes.left.put(key, value(pair.path("value")));
            }
        }
        return attributes;
    }

    /// @param keyValues names with values as plain JSON
    static Attributes of(Map<String, JsonNode> keyValues) {
        Attributes attributes = new Attributes();
        attributes.left.putAll(keyValues);
        return attributes;
    }

    /// The first of the keys that has a value; it is taken.
    @Nullable
    JsonNode take(String... keys) {
        for (String key : keys) {
            JsonNode value = left.get(key);
            if (value != null
                    && !value.isNull()
                    && !(value.isTextual() && value.textValue().isEmpty())) {
                left.remove(key);
                return value;
            }
        }
        return null;
    }

    @Nullable
    String takeText(String... keys) {
        JsonNode value = take(keys);
        return value == null ? null : value.isValueNode() ? value.asText() : value.toString();
    }

    /// Exporters write numbers as text too.
    @Nullable
    Double takeNumber(String... keys) {
        for (String key : keys) {
            JsonNode value = left.get(key);
            if (value == null) {
                continue;
            }
            try {
                double number = value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asText());
                left.remove(key);
                return number;
            } catch (NumberFormatException e) {
                // Not a number after all: it stays where it is.
            }
        }
        return null;
    }

    @Nullable
    Long takeWhole(String... keys) {
        Double number = takeNumber(keys);
        return number == null || !Double.isFinite(number) ? null : (Long) number.longValue();
    }

    @Nullable
    String peek(String... keys) {
        for (String key : keys) {
            JsonNode value = left.get(key);
            if (value != null && value.isValueNode() && !value.asText().isEmpty()) {
                return value.asText();
            }
        }
        return null;
    }

    boolean has(String key) {
        return left.containsKey(key);
    }

    boolean hasPrefix(String prefix) {
        return left.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /// Takes `prefix.0.a.b`, `prefix.1.a`, … as the list they spell, in order of the numbers. Gaps are closed: some
    /// instrumentations leave messages out that they cannot describe.
    ///
    /// @return null when there is none
    @Nullable
    ArrayNode takeList(String prefix) {
        Map<Integer, ObjectNode> byIndex = new TreeMap<>();
        left.entrySet().removeIf(entry -> {
            String key = entry.getKey();
            if (!key.startsWith(prefix)) {
                return false;
            }
            int dot = key.indexOf('.', prefix.length());
            int index = index(key.substring(prefix.length(), dot < 0 ? key.length() : dot));
            if (index < 0 || dot < 0) {
                return false;
            }
            put(byIndex.computeIfAbsent(index, i -> Json.object()), key.substring(dot + 1), entry.getValue());
            return true;
        });
        return byIndex.isEmpty() ? null : Json.NODES.arrayNode().addAll(byIndex.values());
    }

    /// Numbered parts below the first level stay objects keyed by number; see [#list(JsonNode)].
    private static void put(ObjectNode target, String path, JsonNode value) {
        ObjectNode at = target;
        int from = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
            String step = path.substring(from, dot);
            at = at.get(step) instanceof ObjectNode below ? below : at.putObject(step);
            from = dot + 1;
        }
        at.set(path.substring(from), value);
    }

    /// The values of an object whose keys are numbers, in order of the numbers; of anything else, its elements.
    static Iterable<JsonNode> list(JsonNode numbered) {
        if (!numbered.isObject()) {
            return numbered;
        }
        Map<Integer, JsonNode> byIndex = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : numbered.properties()) {
            byIndex.put(index(field.getKey()), field.getValue());
        }
        return byIndex.values();
    }

    private static int index(String digits) {
        if (digits.isEmpty() || digits.length() > 9) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(digits);
    }

    Map<String, JsonNode> left() {
        return left;
    }

    /// An OTLP AnyValue as plain JSON.
    static JsonNode value(JsonNode any) {
        for (Map.Entry<String, JsonNode> field : any.properties()) {
            JsonNode held = field.getValue();
            switch (field.getKey()) {
                case "stringValue", "boolValue", "doubleValue", "bytesValue" -> {
                    return held;
                }
                case "intValue" -> {
                    return whole(held);
                }
                case "arrayValue" -> {
                    ArrayNode array = Json.NODES.arrayNode();
                    held.path("values").forEach(element -> array.add(value(element)));
                    return array;
                }
                case "kvlistValue" -> {
                    ObjectNode object = Json.object();
                    held.path("values")
                            .forEach(pair -> object.set(pair.path("key").asText(), value(pair.path("value"))));
                    return object;
                }
                default -> {}
            }
        }
        return Json.NODES.nullNode();
    }

    /// OTLP/JSON writes 64-bit numbers as text.
    private static JsonNode whole(JsonNode held) {
        if (!held.isTextual()) {
            return held;
        }
        try {
            return Json.NODES.numberNode(Long.parseLong(held.textValue()));
        } catch (NumberFormatException e) {
            return held;
        }
    }
}
