package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Matrix;
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

/// What is clustered along: the summary, what was asked for, how the work was done, how it failed, a facet, or
/// several of them joined with `+`. Parts without weights are read as one text; parts with weights, as in
/// `summary:2+behavior:1`, each have a share of the vector, so that the cosine of two items is the weighted mean of
/// the parts' cosines.
///
/// @param parts at least one
/// @param slow items whose tools took far longer than usual; known once the items are
record Axis(List<Part> parts, Slowness slow) {
    static final String SUMMARY = "summary";
    static final String INTENT = "intent";
    static final String BEHAVIOR = "behavior";
    static final String FAILURE = "failure";
    /// What an axis looks like.
    static final String PATTERN = "[a-z][a-z0-9_]*(:[0-9]{1,3}(\\.[0-9]{1,3})?)?";

    private static final List<String> NAMED = List.of(SUMMARY, INTENT, BEHAVIOR, FAILURE);
    private static final String UNKNOWN = "not known";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private static final List<String> DIRECT = Arrays.stream(Facets.class.getRecordComponents())
            .map(component -> PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName()))
            .toList();

    /// @param name `summary`, `intent`, `behavior`, `failure` or a facet
    /// @param weight above 0
    record Part(String name, double weight) {
        static Part parse(String part) {
            String[] halves = part.split(":", 2);
            return new Part(halves[0], halves.length == 1 ? 1 : Double.parseDouble(halves[1]));
        }

        /// Stands with every vector of the part's text.
        String rendering() {
            return switch (name) {
                case SUMMARY -> EmbeddingText.RENDERING;
                case FAILURE -> "axis-3:" + name;
                default -> "axis-1:" + name;
            };
        }

        /// Behavior has coordinates for its tool calls beside those of its text.
        Matrix vectors(Matrix texts, List<ItemDigest> digests) {
            return name.equals(BEHAVIOR)
                    ? AxisVectors.behavior(
                            texts,
                            digests.stream()
                                    .map(digest -> digest.facets().toolCallSequence())
                                    .toList())
                    : texts;
        }

        String text(ItemDigest digest, Slowness slow) {
            return switch (name) {
                case SUMMARY -> EmbeddingText.of(digest.summary());
                case INTENT -> AxisText.intent(digest);
                case BEHAVIOR -> AxisText.behavior(digest);
                case FAILURE -> AxisText.failure(digest, slow.of(digest));
                default -> name.replace('_', ' ') + ": " + facet(name, digest);
            };
        }
    }

    Axis {
        parts = List.copyOf(parts);
    }

    static Axis parse(String axis) {
        return new Axis(Arrays.stream(axis.split("\\+", -1)).map(Part::parse).toList(), Slowness.UNKNOWN);
    }

    /// The same for these items: what is slow shows only against others.
    Axis among(List<ItemDigest> digests) {
        return parts.stream().anyMatch(part -> part.name().equals(FAILURE))
                ? new Axis(parts, Slowness.among(digests))
                : this;
    }

    /// Refuses what neither the spans nor the models can tell.
    ///
    /// @param questions that models are asked
    /// @param models whether there are any
    /// @throws IllegalArgumentException naming what there is
    void check(List<FacetQuestion> questions, boolean models) {
        List<String> asked = questions.stream().map(FacetQuestion::name).toList();
        for (Part part : parts) {
            String name = part.name();
            if (part.weight() <= 0) {
                throw new IllegalArgumentException(
                        "axis part '" + name + "' needs a weight above 0, such as " + name + ":2, or none");
            }
            if (asked.contains(name) && !models) {
                throw new IllegalArgumentException("axis '" + name
                        + "' is read by a chat model, and there is none: set OPENAI_API_KEY, or take one of "
                        + String.join(", ", known(List.of())));
            }
            if (!NAMED.contains(name) && !DIRECT.contains(name) && !asked.contains(name)) {
                throw new IllegalArgumentException("axis '" + name + "' is not known; there are: "
                        + String.join(", ", known(asked)) + ", and several joined with +, with weights if need be:"
                        + " summary:2+behavior:1");
            }
        }
    }

    private static List<String> known(List<String> asked) {
        return Stream.of(NAMED, DIRECT, asked).flatMap(List::stream).toList();
    }

    /// Whether one text says it all. Behavior is more than its text, and weights need a share for each part.
    boolean isText() {
        return parts.stream()
                .allMatch(part -> part.weight() == 1 && !part.name().equals(BEHAVIOR));
    }

    /// Stands with every vector, so that vectors of different axes never meet.
    String rendering() {
        if (parts.size() == 1 && isText()) {
            return parts.getFirst().rendering();
        }
        return isText()
                ? "axis-1:" + parts.stream().map(Part::name).collect(Collectors.joining("+"))
                : AxisVectors.VERSION
                        + parts.stream()
                                .map(part -> part.name() + ":" + part.weight())
                                .collect(Collectors.joining("+"));
    }

    String text(ItemDigest digest) {
        return parts.stream().map(part -> part.text(digest, slow)).collect(Collectors.joining("\n"));
    }

    /// Everything that its vector is made of.
    String whole(ItemDigest digest) {
        return text(digest) + "\n" + digest.facets().toolCallSequence();
    }

    private static String facet(String name, ItemDigest digest) {
        Map<String, String> read =
                digest.modelFacets() == null ? Map.of() : digest.modelFacets().answers();
        String answer = read.get(name);
        if (answer != null) {
            return answer;
        }
        ObjectNode direct = MAPPER.valueToTree(digest.facets());
        JsonNode value = direct.path(name);
        if (value.isArray()) {
            List<String> each = new ArrayList<>();
            value.forEach(one -> each.add(one.asText()));
            return each.isEmpty() ? "none" : String.join(", ", each);
        }
        return value.isMissingNode() || value.isNull() ? UNKNOWN : value.asText();
    }
}
