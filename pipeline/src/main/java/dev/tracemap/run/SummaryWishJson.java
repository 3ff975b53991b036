package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.facet.FacetQuestion;
import dev.tracemap.summary.SummaryStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a run asks of its summaries as JSON: `{mode, instructions, facets: [{name, question, type, choices}]}`, each
/// part as in the configuration file.
final class SummaryWishJson {
    private static final int LONGEST_INSTRUCTIONS = 4_000;
    private static final String EXAMPLE = "{\"instructions\": \"Name the product area.\", \"facets\": [{\"name\":"
            + " \"channel\", \"question\": \"Chat or mail?\", \"type\": \"text\"}]}";

    private SummaryWishJson() {}

    static SummaryStyle.@Nullable Wish parse(JsonNode summary) {
        if (summary.isMissingNode() || summary.isNull()) {
            return null;
        }
        if (!summary.isObject()) {
            throw new IllegalArgumentException("summary takes an object such as " + EXAMPLE);
        }
        RunInputsJson.refuseUnknown(summary, Set.of("mode", "instructions", "facets"), "summary: ");
        String instructions = RunInputsJson.text(summary, "instructions", "", "Name the product area each time.");
        if (instructions.length() > LONGEST_INSTRUCTIONS) {
            throw new IllegalArgumentException(
                    "summary: instructions take at most " + LONGEST_INSTRUCTIONS + " characters");
        }
        String mode = RunInputsJson.text(summary, "mode", "", "minimal");
        List<FacetQuestion> facets = new ArrayList<>();
        summary.path("facets").forEach(facet -> facets.add(question(facet)));
        return new SummaryStyle.Wish(
                mode.isEmpty() ? null : constant(SummaryStyle.Mode.class, mode, "summary: mode"), instructions, facets);
    }

    private static FacetQuestion question(JsonNode facet) {
        if (!facet.isObject()) {
            throw new IllegalArgumentException("summary: facets takes a list of objects, as in " + EXAMPLE);
        }
        RunInputsJson.refuseUnknown(facet, Set.of("name", "question", "type", "choices"), "summary: facet: ");
        String name = RunInputsJson.text(facet, "name", "", "channel");
        String question = RunInputsJson.text(facet, "question", "", "Chat or mail?");
        if (name.isEmpty() || question.isEmpty()) {
            throw new IllegalArgumentException("summary: a facet needs a name and a question, as in " + EXAMPLE);
        }
        List<String> choices = new ArrayList<>();
        facet.path("choices").forEach(choice -> choices.add(choice.asText()));
        String type = RunInputsJson.text(facet, "type", "text", "number");
        return new FacetQuestion(name, question, constant(FacetQuestion.Type.class, type, "summary: type"), choices);
    }

    static void write(SummaryStyle.Wish wish, ObjectNode to) {
        if (wish.mode() != null) {
            to.put("mode", wire(wish.mode()));
        }
        if (!wish.instructions().isEmpty()) {
            to.put("instructions", wish.instructions());
        }
        if (!wish.facets().isEmpty()) {
            ArrayNode facets = to.putArray("facets");
            for (FacetQuestion question : wish.facets()) {
                ObjectNode row = facets.addObject()
                        .put("name", question.name())
                        .put("question", question.question())
                        .put("type", wire(question.type()));
                if (!question.choices().isEmpty()) {
                    question.choices().forEach(row.putArray("choices")::add);
                }
            }
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word, String what) {
        List<String> known = new ArrayList<>();
        for (E each : type.getEnumConstants()) {
            if (wire(each).equals(word)) {
                return each;
            }
            known.add(wire(each));
        }
        throw new IllegalArgumentException(what + " '" + word + "' is not one of " + String.join(", ", known));
    }

    private static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
