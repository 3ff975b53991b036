package dev.tracemap.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tracemap.trace.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Events with invented identifiers in what was said, called and answered, each wherever its message is repeated.
public final class Planted {
    /// The patterns that know the invented names.
    public static final List<String> PATTERNS =
            List.of("(?i)\\b(?:Anneke|Tobiah|Ruxandra) (?:Vandermolen|Quillfeather|Osterhagen)\\b");

    private static final int LEAST_TEXT = 30;

    private final Random random;
    private final Identifiers identifiers;
    private final List<Identifier> planted = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    /// @param kind one of twelve
    /// @param said as it stands in the text, with the words that people use around it
    /// @param parts none of which may leave; several where the value has several lines
    public record Identifier(String kind, String said, List<String> parts) {
        /// Whether any part of it stands in the text.
        public boolean isIn(String text) {
            return parts.stream().anyMatch(text::contains);
        }
    }

    /// @param count of identifiers, spread evenly over the traces and over twelve kinds
    public Planted(List<Event> clean, int count, long seed) {
        this.random = new Random(seed);
        this.identifiers = new Identifiers(random);
        Map<String, List<Event>> traces = new TreeMap<>();
        clean.forEach(event -> traces.computeIfAbsent(
                        event.properties().path("$ai_trace_id").asText(), _ -> new ArrayList<>())
                .add(event));
        int done = 0;
        int left = traces.size();
        for (List<Event> trace : traces.values()) {
            int share = (count - done + left - 1) / left--;
            done += share;
            plant(trace, share);
        }
    }

    /// In the order of their planting.
    public List<Identifier> identifiers() {
        return planted;
    }

    public List<Event> events() {
        return events;
    }

    private void plant(List<Event> trace, int count) {
        List<String> texts = new ArrayList<>();
        trace.forEach(event -> collect(event.properties(), texts));
        Map<String, String> changed = new LinkedHashMap<>();
        for (int i = 0; i < count && !texts.isEmpty(); i++) {
            Identifier identifier = identifiers.next();
            String text = texts.get(random.nextInt(texts.size()));
            changed.merge(text, with(text, identifier), (now, _) -> with(now, identifier));
            planted.add(identifier);
        }
        for (Event event : trace) {
            ObjectNode properties = (ObjectNode) replaced(event.properties(), changed);
            events.add(new Event(
                    event.uuid(), event.teamId(), event.name(), event.timestamp(), event.distinctId(), properties));
        }
    }

    /// What was said, and what tools answered.
    private static void collect(JsonNode node, List<String> texts) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(each -> {
                boolean text = each.getKey().equals("content") || each.getKey().equals("$ai_output_state");
                if (text
                        && each.getValue().isTextual()
                        && each.getValue().asText().length() >= LEAST_TEXT) {
                    texts.add(each.getValue().asText());
                } else {
                    collect(each.getValue(), texts);
                }
            });
        } else if (node instanceof ArrayNode array) {
            array.forEach(each -> collect(each, texts));
        }
    }

    /// Between two words, or as a field of its own where the text is a JSON object.
    private String with(String text, Identifier identifier) {
        if (text.startsWith("{") && text.endsWith("}") && text.length() > 2) {
            String field = JsonNodeFactory.instance.textNode(identifier.said()).toString();
            return "{\"remark\": " + field + ", " + text.substring(1);
        }
        int from = random.nextInt(Math.min(text.length(), 2_000));
        int blank = text.indexOf(' ', from);
        return blank < 0 || isWithinOne(text, blank)
                ? text + " " + identifier.said()
                : text.substring(0, blank) + " " + identifier.said() + text.substring(blank);
    }

    /// What is torn apart by another is no identifier any more.
    private boolean isWithinOne(String text, int at) {
        return planted.stream().anyMatch(identifier -> {
            int begin = text.indexOf(identifier.said());
            return begin >= 0 && begin <= at && at < begin + identifier.said().length();
        });
    }

    private static JsonNode replaced(JsonNode node, Map<String, String> changed) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(each -> copy.set(each.getKey(), replaced(each.getValue(), changed)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(each -> copy.add(replaced(each, changed)));
                yield copy;
            }
            case TextNode text ->
                JsonNodeFactory.instance.textNode(changed.getOrDefault(text.textValue(), text.textValue()));
            default -> node;
        };
    }
}
