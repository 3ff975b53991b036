package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.embedding.EmbeddingText;
import dev.tracemap.facet.FacetQuestion;
import dev.tracemap.facet.Facets;
import dev.tracemap.store.ItemDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is clustered along: the summary, a facet, or several of them joined with `+`, rendered as text for the
/// embedding.
///
/// @param parts `summary` or names of facets
record Axis(List<String> parts) {
    static final String SUMMARY = "summary";
    private static final String UNKNOWN = "not known";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private static final List<String> DIRECT = Arrays.stream(Facets.class.getRecordComponents())
            .map(component -> PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName()))
            .toList();

    static Axis parse(String axis) {
        return new Axis(List.of(axis.split("\\+", -1)));
    }

    /// Refuses what neither the spans nor the models can tell.
    ///
    /// @param questions that models are asked
    /// @param models whether there are any
    /// @throws IllegalArgumentException naming what there is
    void check(List<FacetQuestion> questions, boolean models) {
        List<String> asked = questions.stream().map(FacetQuestion::name).toList();
        for (String part : parts) {
            if (asked.contains(part) && !models) {
                throw new IllegalArgumentException("axis '" + part
                        + "' is read by a chat model, and there is none: set OPENAI_API_KEY, or take one of "
                        + String.join(", ", known(List.of())));
            }
            if (!part.equals(SUMMARY) && !DIRECT.contains(part) && !asked.contains(part)) {
                throw new IllegalArgumentException("axis '" + part + "' is not known; there are: "
                        + String.join(", ", known(asked)) + ", and several joined with +");
            }
        }
    }

    private static List<String> known(List<String> asked) {
        return Stream.of(List.of(SUMMARY), DIRECT, asked).flatMap(List::stream).toList();
    }

    /// Stands with every vector, so that vectors of different axes never meet.
    String rendering() {
        return parts.equals(List.of(SUMMARY)) ? EmbeddingText.RENDERING : "axis-1:" + String.join("+", parts);
    }

    String text(ItemDigest digest) {
        if (parts.size() == 1 && parts.getFirst().equals(SUMMARY)) {
            return EmbeddingText.of(digest.summary());
        }
        ObjectNode direct = MAPPER.valueToTree(digest.facets());
        Map<String, String> read =
                digest.modelFacets() == null ? Map.of() : digest.modelFacets().answers();
        List<String> lines = new ArrayList<>();
        for (String part : parts) {
            lines.add(
                    part.equals(SUMMARY)
                            ? EmbeddingText.of(digest.summary())
                            : part.replace('_', ' ') + ": " + value(part, direct, read));
        }
        return String.join("\n", lines);
    }

    private static String value(String part, ObjectNode direct, Map<String, String> read) {
        String answer = read.get(part);
        if (answer != null) {
            return answer;
        }
        JsonNode value = direct.path(part);
        if (value.isArray()) {
            List<String> each = new ArrayList<>();
            value.forEach(one -> each.add(one.asText()));
            return each.isEmpty() ? "none" : each.stream().collect(Collectors.joining(", "));
        }
        return value.isMissingNode() || value.isNull() ? UNKNOWN : value.asText();
    }
}
