package dev.tracemap.label;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ChatModel;
import dev.tracemap.llm.ModelFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Names groups of clusters by a chat model. Every title is checked against each cluster below it; one that does not
/// fit them all is asked for once more, and then a phrase takes its place.
public final class GroupNamer {
    private static final int TRIES = 2;

    private final ChatModel model;
    private final Map<Integer, Label> names;
    private final Map<String, Label> labels = new LinkedHashMap<>();
    private final List<Set<String>> taken = new ArrayList<>();
    private int byModel;
    private @Nullable ModelFailure stopped;

    /// @param labels of all groups, in the order given
    /// @param byModel how many of them are the model's
    /// @param stopped why the model was not asked further; absent when it was asked for all
    public record Outcome(
            Map<String, Label> labels,
            int byModel,
            @Nullable String stopped) {}

    private GroupNamer(ChatModel model, Map<Integer, Label> names) {
        this.model = model;
        this.names = names;
    }

    /// @param siblings groups that are told apart, by id, each with its clusters, the largest first
    /// @param names of the clusters
    public static Outcome name(ChatModel model, Map<String, List<Portrait>> siblings, Map<Integer, Label> names) {
        GroupNamer namer = new GroupNamer(model, names);
        Map<String, Label> phrases = GroupLabels.of(siblings, names);
        siblings.forEach((id, below) -> {
            Label own = namer.named(below);
            Label phrase = phrases.getOrDefault(id, new Label("Group " + id, ""));
            namer.labels.put(id, own == null ? phrase : own);
        });
        ModelFailure why = namer.stopped;
        return new Outcome(namer.labels, namer.byModel, why == null ? null : why.getMessage());
    }

    /// Absent where the model has no title that fits.
    private @Nullable Label named(List<Portrait> below) {
        String advice = "";
        for (int i = 0; i < TRIES && stopped == null; i++) {
            try {
                Label label = asked(below, advice);
                Set<Integer> misfits = misfits(label, below);
                if (misfits.isEmpty()) {
                    byModel++;
                    taken.add(new HashSet<>(Terms.of(label.title()).keySet()));
                    return label;
                }
                advice = "The title \"" + label.title() + "\" does not fit these clusters: " + misfits
                        + ". Give a broader one that fits all of them.";
            } catch (LabelRule.Refused e) {
                advice = "That name cannot be used: " + e.getMessage() + ".";
            } catch (ModelFailure e) {
                if (e.isFinal()) {
                    stopped = e;
                }
                return null;
            }
        }
        return null;
    }

    private Label asked(List<Portrait> below, String advice) throws LabelRule.Refused {
        List<String> others = labels.values().stream().map(Label::title).toList();
        ObjectNode answer =
                model.answer(GroupPrompt.name(below, labelsOf(below), others, advice), GroupPrompt.nameFormat());
        Label label = LabelRule.label(
                answer.path("title").asText(), answer.path("description").asText());
        Set<String> terms = new HashSet<>(Terms.of(label.title()).keySet());
        if (taken.stream().anyMatch(other -> Titles.alike(other, terms))) {
            throw new LabelRule.Refused("another group has nearly the same title");
        }
        return label;
    }

    private Set<Integer> misfits(Label label, List<Portrait> below) {
        ObjectNode answer =
                model.answer(GroupPrompt.check(label.title(), below, labelsOf(below)), GroupPrompt.checkFormat());
        Set<Integer> known = new TreeSet<>(below.stream().map(Portrait::id).toList());
        Set<Integer> misfits = new TreeSet<>();
        answer.path("does_not_fit").forEach(id -> misfits.add(id.asInt()));
        misfits.retainAll(known);
        return misfits;
    }

    private List<Label> labelsOf(List<Portrait> below) {
        return below.stream()
                .map(cluster -> names.getOrDefault(cluster.id(), new Label("Cluster " + cluster.id(), "")))
                .toList();
    }
}
