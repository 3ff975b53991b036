package dev.tracemap.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.Label;
import dev.tracemap.run.Taxonomy;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store.NamedBy;
import dev.tracemap.store.TaxonomyEdit;
import dev.tracemap.store.TaxonomyEdit.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Takes names for clusters from the connected agent. What is wrong with one label does not touch the others.
final class SetClusterLabels {
    private static final int LEAST_WORDS = 3;
    private static final int MOST_WORDS = 10;
    private static final int TITLE = 100;
    private static final int LEAST_BULLETS = 2;
    private static final int MOST_BULLETS = 5;
    private static final int BULLET = 240;
    private static final String EXAMPLE =
            "{\"labels\": [{\"cluster_id\": 0, \"title\": \"Refunds for damaged goods\", \"description\": \"- asks for"
                    + " money back\\n- the order is looked up first\"}]}";

    private SetClusterLabels() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "set_cluster_labels",
                "Name clusters",
                "Sets titles and descriptions of clusters, many at once; the former ones are kept as a version. A title has"
                        + " 3-10 words and differs from its siblings'; a description is 2-5 lines, each beginning \"- \"."
                        + " Good labels are set even when others are refused. Material: get_labeling_work.",
                new Schema()
                        .objects(
                                "labels",
                                "Each {cluster_id, title, description}; without description the old one stays")
                        .text("run_id", Desk.RUN_ID)
                        .word("named_by", List.of("agent", "user"), "user = a person chose these words; default agent")
                        .objects("scores", "Judgements by a rubric: {item_id, rubric, score, reason}")
                        .input(),
                new Schema()
                        .text("run_id", "")
                        .whole("label_version", "")
                        .whole("labels_set", "")
                        .whole("scores_set", "")
                        .whole("scores_left", "")
                        .objects("refused", "Why and what to do")
                        .texts("collisions", "Titles that say the same")
                        .text("next_step", "")
                        .text("url", "")
                        .required("run_id")
                        .output(),
                Tool.Behaviour.WRITE,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        RunRecord run = desk.completeRun(arguments);
        NamedBy namedBy =
                arguments.word("named_by", List.of("agent", "user")).equals("user") ? NamedBy.USER : NamedBy.AGENT;
        JsonNode given = arguments.json().path("labels");
        JsonNode scores = arguments.json().path("scores");
        boolean judged = scores.isArray() && !scores.isEmpty();
        if (!judged && (!given.isArray() || given.isEmpty())) {
            throw new BadArgument("labels is missing or empty. Example: " + EXAMPLE);
        }
        ObjectNode answer = Answers.object().put("run_id", run.runId());
        Map<Integer, ClusterRecord> clusters = new TreeMap<>();
        desk.clusters(run).forEach(cluster -> clusters.put(cluster.clusterId(), cluster));
        Map<Integer, Label> labels = new LinkedHashMap<>();
        ArrayNode refused = Answers.object().arrayNode();
        Map<Integer, TaxonomyEdit> kept = kept(desk, run);
        int scored = judged ? SetScores.take(desk, run, scores, answer, refused) : 0;
        for (JsonNode one : given) {
            try {
                ClusterRecord cluster = cluster(one, clusters);
                checkKept(cluster, kept, namedBy);
                labels.put(cluster.clusterId(), label(one, cluster));
            } catch (BadArgument e) {
                refused.addObject()
                        .put("cluster_id", Untrusted.line(one.path("cluster_id").asText("none"), 20))
                        .put("why", e.getMessage());
            }
        }
        if (labels.isEmpty() && scored == 0) {
            throw new BadArgument("no " + (judged ? "score" : "label") + " was set: "
                    + refused.get(0).get("why").asText()
                    + (refused.size() > 1 ? " (and " + (refused.size() - 1) + " others)" : "") + ". Example: "
                    + EXAMPLE);
        }
        if (!labels.isEmpty()) {
            int version = desk.store()
                    .saveLabels(run.runId(), labels, namedBy, desk.clock().instant());
            keep(desk, run, labels, kept);
            answer.put("label_version", version);
            answer.put("labels_set", labels.size());
        }
        return Answers.answer(saved(desk, run, answer, refused));
    }

    private static ClusterRecord cluster(JsonNode one, Map<Integer, ClusterRecord> clusters) {
        JsonNode id = one.path("cluster_id");
        boolean number =
                id.canConvertToInt() || (id.isTextual() && id.textValue().matches("\\d{1,9}"));
        ClusterRecord cluster = number ? clusters.get(id.asInt()) : null;
        if (cluster == null || cluster.clusterId() < 0) {
            List<Integer> nameable =
                    clusters.keySet().stream().filter(each -> each >= 0).toList();
            throw new BadArgument("there is no cluster " + Untrusted.line(id.asText("without cluster_id"), 20)
                    + " to name; there are " + nameable + ", and -1 keeps its name Outliers");
        }
        return cluster;
    }

    private static Map<Integer, TaxonomyEdit> kept(Desk desk, RunRecord run) {
        Map<Integer, TaxonomyEdit> kept = new TreeMap<>();
        EditTaxonomy.taxonomy(desk).standing(run).stream()
                .filter(edit -> edit.action().keepsTitle())
                .forEach(edit -> kept.put(edit.clusters().getFirst(), edit));
        return kept;
    }

    private static void checkKept(ClusterRecord cluster, Map<Integer, TaxonomyEdit> kept, NamedBy namedBy) {
        TaxonomyEdit edit = kept.get(cluster.clusterId());
        if (edit != null && namedBy == NamedBy.AGENT) {
            throw new BadArgument("the title is to stay (edit " + edit.editId() + "): leave this cluster out; where a"
                    + " person wants another title, pass named_by user");
        }
    }

    /// What a person calls a cluster now takes the place of what was to stay.
    private static void keep(Desk desk, RunRecord run, Map<Integer, Label> labels, Map<Integer, TaxonomyEdit> kept) {
        labels.forEach((id, label) -> {
            TaxonomyEdit edit = kept.get(id);
            if (edit != null && !edit.text().equals(label.title())) {
                EditTaxonomy.taxonomy(desk).edit(run, new Taxonomy.Wish(Action.PIN, List.of(id), "", NamedBy.USER));
            }
        });
    }

    private static Label label(JsonNode one, ClusterRecord cluster) {
        String title = Untrusted.line(one.path("title").asText(), 4 * TITLE);
        int words = Titles.words(title);
        if (words < LEAST_WORDS || words > MOST_WORDS || title.length() > TITLE) {
            throw new BadArgument("the title \"" + Untrusted.line(title, 60) + "\" has " + words
                    + (words == 1 ? " word and " : " words and ")
                    + title.length() + " characters; give it " + LEAST_WORDS + " to " + MOST_WORDS + " words, at most "
                    + TITLE + " characters");
        }
        String description = one.path("description").asText();
        return new Label(title, description.isBlank() ? cluster.description() : bullets(description));
    }

    private static String bullets(String description) {
        List<String> lines = Untrusted.clean(description)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.startsWith("- ") ? line : "- " + line.replaceFirst("^[-*•]\\s*", ""))
                .toList();
        if (lines.size() < LEAST_BULLETS || lines.size() > MOST_BULLETS) {
            throw new BadArgument("the description has " + lines.size() + " lines; give it " + LEAST_BULLETS + " to "
                    + MOST_BULLETS + ", each beginning with \"- \"");
        }
        for (String line : lines) {
            if (line.length() > BULLET) {
                throw new BadArgument(
                        "a line of the description has " + line.length() + " characters; at most " + BULLET);
            }
        }
        return String.join("\n", lines);
    }

    private static ObjectNode saved(Desk desk, RunRecord run, ObjectNode answer, ArrayNode refused) {
        if (!refused.isEmpty()) {
            answer.set("refused", refused);
        }
        List<String> collisions = collisions(desk.clusters(run));
        ArrayNode shown = answer.putArray("collisions");
        collisions.forEach(shown::add);
        answer.put(
                "next_step",
                !refused.isEmpty()
                        ? "Correct the refused ones and send only them again."
                        : collisions.isEmpty()
                                ? "Go on with get_labeling_work and its cursor, or see the whole with get_clusters."
                                : "Tell the colliding clusters apart: get_labeling_work with their cluster_ids shows how.");
        desk.pages().run(run.runId()).ifPresent(url -> answer.put("url", url));
        return answer;
    }

    private static List<String> collisions(List<ClusterRecord> clusters) {
        Map<String, List<ClusterRecord>> byKey = new TreeMap<>();
        clusters.forEach(cluster -> byKey.computeIfAbsent(Titles.key(cluster.title()), _ -> new ArrayList<>())
                .add(cluster));
        return byKey.values().stream()
                .filter(same -> same.size() > 1)
                .map(same -> same.stream()
                        .map(cluster -> cluster.clusterId() + ": " + Answers.title(cluster.title()))
                        .reduce((one, other) -> one + " = " + other)
                        .orElseThrow())
                .toList();
    }
}
