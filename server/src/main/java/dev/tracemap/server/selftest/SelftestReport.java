package dev.tracemap.server.selftest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a self-test has found.
///
/// @param axes intents are judged along the first of them
/// @param englishOnly whether the embedding model understands other languages badly
/// @param notes what could not be done, and why
public record SelftestReport(Plan plan, List<AxisFindings> axes, boolean englishOnly, List<String> notes) {
    private static final String FAILURE = "failure";
    private static final String SUPERVISED = "intents, supervised";
    private static final String RECOVERY = "intents, leaf recovery";
    private static final String MATCHED = "labels matched blind";

    public SelftestReport {
        axes = List.copyOf(axes);
        notes = List.copyOf(notes);
        if (axes.isEmpty()) {
            throw new IllegalArgumentException("no axis could be run: " + String.join("; ", notes));
        }
    }

    AxisFindings intents() {
        return axes.getFirst();
    }

    /// The axis that failures are judged along: the one made for them, else the one that finds most of them.
    AxisFindings failures() {
        AxisFindings best = intents();
        for (AxisFindings axis : axes) {
            if (axis.axis().equals(FAILURE)) {
                return axis;
            }
            best = axis.failures().supervised() > best.failures().supervised() ? axis : best;
        }
        return best;
    }

    /// The figures that a gate holds against its minimum, by name. Languages are among them only where the embedding
    /// model claims to know them, and failures only where there is an axis for them.
    Map<String, Double> gated() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(SUPERVISED, intents().intents().supervised());
        figures.put(RECOVERY, intents().intents().leafRecovery());
        figures.put(MATCHED, intents().matched());
        if (!englishOnly) {
            figures.put("weakest language, of the best", weakestLanguage());
        }
        if (failures().axis().equals(FAILURE)) {
            figures.put("failures, supervised", failures().failures().supervised());
        }
        return figures;
    }

    /// What keeps the test from passing: the gated figures below the minimum, in words; empty = passed.
    public List<String> below(double minimum) {
        return gated().entrySet().stream()
                .filter(figure -> figure.getValue() < minimum)
                .map(figure -> figure.getKey() + " " + Figures.share(figure.getValue()))
                .toList();
    }

    double weakestLanguage() {
        Map<String, Double> languages = intents().languages();
        double best = languages.values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        double least = languages.values().stream()
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(1);
        return best == 0 ? 0 : least / best;
    }

    public ObjectNode toJson() {
        AxisFindings first = intents();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("seed", plan.seed())
                .put("traces", plan.traces())
                .put(
                        "embedding_model",
                        first.run().inputs().path("embedding_model").asText())
                .put("english_only", englishOnly);
        ObjectNode intents = figures(first.intents(), first.byChance())
                .put("axis", first.axis())
                .put("clusters", first.run().clusters())
                .put("noise", first.run().noise())
                .put("labels_matched", Figures.rounded(first.matched()))
                .put("labels_shown", BlindMatch.CHOICES);
        intents.set("families_b_cubed", families(first));
        ArrayNode languages = intents.putArray("languages");
        first.languages().forEach((language, recovered) -> languages
                .addObject()
                .put("language", language)
                .put("leaf_recovery", Figures.rounded(recovered)));
        intents.put("weakest_language_of_best", Figures.rounded(weakestLanguage()));
        intents.set("leaves", leaves(first.intents()));
        json.set("intents", intents);
        if (!plan.taxonomy().failures().isEmpty()) {
            AxisFindings by = failures();
            ObjectNode failures = figures(by.failures(), by.failuresByChance()).put("axis", by.axis());
            failures.set("leaves", leaves(by.failures()));
            json.set("failures", failures);
        }
        ArrayNode tried = json.putArray("axes");
        axes.forEach(axis -> tried.add(axis(axis)));
        ArrayNode said = json.putArray("notes");
        notes.forEach(said::add);
        return json;
    }

    private static ObjectNode figures(Recovery found, Recovery chance) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("supervised", Figures.rounded(found.supervised()))
                .put("leaf_recovery", Figures.rounded(found.leafRecovery()));
        json.putObject("by_chance")
                .put("supervised", Figures.rounded(chance.supervised()))
                .put("leaf_recovery", Figures.rounded(chance.leafRecovery()));
        return json;
    }

    private static ObjectNode families(AxisFindings axis) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("precision", Figures.rounded(axis.families().precision()))
                .put("recall", Figures.rounded(axis.families().recall()))
                .put("f1", Figures.rounded(axis.families().f1()))
                .put("f1_by_chance", Figures.rounded(axis.familiesByChance().f1()));
    }

    private static ArrayNode leaves(Recovery recovery) {
        ArrayNode leaves = JsonNodeFactory.instance.arrayNode();
        for (Recovery.OfLeaf leaf : recovery.leaves()) {
            leaves.addObject()
                    .put("leaf", leaf.leaf())
                    .put("traces", leaf.items())
                    .put("right", leaf.right())
                    .put("cluster_id", leaf.cluster())
                    .put("together", Figures.rounded(leaf.together()))
                    .put("theirs", leaf.theirs());
        }
        return leaves;
    }

    private ObjectNode axis(AxisFindings axis) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("axis", axis.axis())
                .put("clusters", axis.run().clusters())
                .put("noise", axis.run().noise())
                .put("seconds", Figures.rounded(axis.run().seconds()));
        json.set("intents", figures(axis.intents(), axis.byChance()));
        if (!plan.taxonomy().failures().isEmpty()) {
            json.set("failures", figures(axis.failures(), axis.failuresByChance()));
        }
        return json;
    }
}
