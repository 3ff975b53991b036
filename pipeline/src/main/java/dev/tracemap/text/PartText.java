package dev.tracemap.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Message.Media;
import dev.tracemap.trace.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The short forms of tools, calls, results and pictures.
final class PartText {
    private PartText() {}

    /// `name(required: type, optional?: type)`
    static String definition(ToolDefinition tool) {
        return Visible.line(tool.name())
                + tool.parameters().stream()
                        .map(parameter -> Visible.line(parameter.name())
                                + (parameter.required() ? ": " : "?: ")
                                + Visible.line(parameter.type()))
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    /// `name(key=json, …)`
    static String call(String name, JsonNode arguments) {
        if (!arguments.isObject()) {
            return Visible.line(name) + "(" + value(arguments) + ")";
        }
        List<String> shown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            shown.add(Visible.line(argument.getKey()) + "=" + value(argument.getValue()));
        }
        return Visible.line(name) + "(" + Excerpt.of(String.join(", ", shown), Excerpt.FIELD) + ")";
    }

    /// JSON on one line.
    static String value(JsonNode node) {
        return Visible.line(Excerpt.of(node.toString(), Excerpt.VALUE));
    }

    /// A tool's answer or a step's state: text as it is, everything else as compact JSON.
    static String content(JsonNode node, int limit) {
        return Excerpt.of(node.isTextual() ? node.textValue().strip() : node.toString(), limit);
    }

    /// `[image, image/png, 4.1 kB]`
    static String media(Media media) {
        List<String> known = new ArrayList<>(List.of(Visible.line(media.kind())));
        String type = media.mediaType();
        if (type != null) {
            known.add(Visible.line(type));
        }
        known.add(media.bytes() < 0 ? "size unknown" : Amounts.bytes(media.bytes()));
        return "[" + String.join(", ", known) + "]";
    }
}
