package dev.tracemap.sample;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.sample.Taxonomy.FailureFamily;
import dev.tracemap.sample.Taxonomy.FailureLeaf;
import dev.tracemap.sample.Taxonomy.Family;
import dev.tracemap.sample.Taxonomy.Leaf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/// Reads a taxonomy from its file, and says where something is missing.
final class TaxonomyReader {
    private static final String DEFAULT_PROMPT = "You are a helpful assistant.";

    private TaxonomyReader() {}

    static Taxonomy read(JsonNode document) {
        known(document, "the taxonomy", Set.of("slots", "families", "failures"));
        return new Taxonomy(
                slots(document, "the taxonomy"),
                each(document, "families", "the taxonomy", TaxonomyReader::family),
                each(document, "failures", "the taxonomy", TaxonomyReader::failures));
    }

    private static Family family(JsonNode node, String place) {
        String name = text(node, "family", place);
        String here = "family '" + name + "'";
        known(node, here, Set.of("family", "assistant", "slots", "leaves"));
        return new Family(
                name,
                node.path("assistant").asText(DEFAULT_PROMPT),
                slots(node, here),
                each(node, "leaves", here, TaxonomyReader::leaf));
    }

    private static Leaf leaf(JsonNode node, String place) {
        String name = text(node, "leaf", place);
        String here = "leaf '" + name + "'";
        known(node, here, Set.of("leaf", "about", "language", "share", "ask", "tools", "answer"));
        List<String> ask = texts(node, "ask", here);
        if (ask.isEmpty()) {
            throw new IllegalArgumentException(here + ": 'ask' takes a list of requests");
        }
        return new Leaf(
                name,
                node.path("about").asText(name),
                node.path("language").asText("en"),
                node.path("share").asDouble(0),
                ask,
                texts(node, "tools", here),
                texts(node, "answer", here));
    }

    private static FailureFamily failures(JsonNode node, String place) {
        String name = text(node, "family", place);
        String here = "failures '" + name + "'";
        known(node, here, Set.of("family", "leaves"));
        return new FailureFamily(name, each(node, "leaves", here, TaxonomyReader::failure));
    }

    private static FailureLeaf failure(JsonNode node, String place) {
        String name = text(node, "leaf", place);
        String here = "failure '" + name + "'";
        known(node, here, Set.of("leaf", "about", "kind", "language", "lines"));
        String kind = text(node, "kind", here);
        Failure.Kind read = kind(kind, here);
        List<String> lines = texts(node, "lines", here);
        if (lines.isEmpty() && read != Failure.Kind.RATE_LIMITED) {
            throw new IllegalArgumentException(here + ": 'lines' takes a list of texts");
        }
        return new FailureLeaf(
                name,
                node.path("about").asText(name),
                kind,
                node.path("language").asText(""),
                lines);
    }

    private static Failure.Kind kind(String kind, String here) {
        try {
            return Failure.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(here + ": no failure is of kind '" + kind + "'", e);
        }
    }

    private static Map<String, List<String>> slots(JsonNode node, String here) {
        Map<String, List<String>> slots = new LinkedHashMap<>();
        node.path("slots")
                .fieldNames()
                .forEachRemaining(name -> slots.put(name, texts(node.path("slots"), name, here)));
        return slots;
    }

    private static <T> List<T> each(JsonNode node, String key, String place, BiFunction<JsonNode, String, T> reading) {
        JsonNode list = node.path(key);
        if (!list.isMissingNode() && !list.isArray()) {
            throw new IllegalArgumentException(place + ": '" + key + "' takes a list");
        }
        List<T> read = new ArrayList<>();
        for (JsonNode one : list) {
            read.add(reading.apply(one, place + ", " + key + " " + (read.size() + 1)));
        }
        return read;
    }

    private static List<String> texts(JsonNode node, String key, String here) {
        JsonNode list = node.path(key);
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        if (!list.isMissingNode() && (!list.isArray() || texts.contains(""))) {
            throw new IllegalArgumentException(here + ": '" + key + "' takes a list of texts");
        }
        return texts;
    }

    private static String text(JsonNode node, String key, String place) {
        String text = node.path(key).asText("");
        if (text.isBlank()) {
            throw new IllegalArgumentException(place + ": '" + key + "' is missing");
        }
        return text;
    }

    private static void known(JsonNode node, String here, Set<String> keys) {
        node.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(here + ": '" + key + "' is not known; there are "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        });
    }
}
