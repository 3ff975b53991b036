package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Hands the connected agent what it needs to name clusters, a few at a time.
final class GetLabelingWork {
    private static final int TYPICAL = 6;
    private static final int EDGE = 3;
    private static final int SIBLINGS = 2;
    private static final int SEQUENCES = 3;

    private GetLabelingWork() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "get_labeling_work",
                "Material for naming clusters",
                "Hands out clusters to name, a few at a time: members near the centre and from the edge, tool sequences,"
                        + " the nearest siblings to stay distinct from, present titles and the words titles use already."
                        + " Name them with set_cluster_labels, then go on with cursor. With rubric: traces to judge by it.",
                new Schema()
                        .text("run_id", Desk.RUN_ID)
                        .any("cluster_ids", "Only these, e.g. [3, 7]; absent = all, largest first")
                        .whole("limit", "Clusters, default 8, at most 20")
                        .text("cursor", Desk.CURSOR)
                        .text("rubric", "Name of a configured question; hands out its unjudged traces instead")
                        .input(),
                new Schema()
                        .text("run_id", "")
                        .whole("label_version", "1 = as the run named them")
                        .objects("clusters", "")
                        .text("question", "")
                        .text("scale", "")
                        .whole("left", "")
                        .objects("items", "")
                        .texts("vocabulary", "Words in more than one title: they do not tell clusters apart")
                        .text("next_cursor", "")
                        .text("more", "")
                        .text("next_step", "")
                        .text("url", "")
                        .text("note", "")
                        .required("run_id")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        RunRecord run = desk.completeRun(arguments);
        String rubric = arguments.text("rubric");
        if (rubric != null) {
            return JudgingWork.answer(desk, arguments, run, JudgingWork.rubric(desk, rubric));
        }
        int limit = arguments.whole("limit", 8, 1, 20);
        int from = Answers.cursor(arguments);
        List<ClusterRecord> groups = desk.clusters(run).stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .toList();
        List<ClusterRecord> asked = asked(arguments, run, groups);
        List<Store.LabelVersion> versions = desk.store().labelVersions(run.runId());
        Map<Integer, String> namedBy = namedBy(versions);
        ObjectNode answer = Answers.object();
        answer.put("run_id", run.runId());
        answer.put("label_version", versions.isEmpty() ? 1 : versions.getFirst().version());
        ArrayNode work = answer.putArray("clusters");
        asked.stream()
                .skip(from)
                .limit(limit)
                .forEach(cluster -> work.add(material(desk, run, cluster, groups)
                        .put("named_by", namedBy.getOrDefault(cluster.clusterId(), "run"))));
        ArrayNode vocabulary = answer.putArray("vocabulary");
        Titles.shared(groups.stream().map(ClusterRecord::title).toList()).forEach(vocabulary::add);
        Answers.page(answer, work.size(), from + work.size(), asked.size(), "name these first");
        answer.put(
                "next_step",
                "set_cluster_labels {\"run_id\": \"" + run.runId()
                        + "\", \"labels\": [{\"cluster_id\": 0, \"title\": \"3-10 words\", \"description\": \"- what is"
                        + " asked\\n- what sets it apart\"}]}");
        desk.pages().run(run.runId()).ifPresent(url -> answer.put("url", url));
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    private static List<ClusterRecord> asked(Arguments arguments, RunRecord run, List<ClusterRecord> groups) {
        List<Integer> ids = arguments.wholes("cluster_ids", "[3, 7]");
        List<Integer> unknown = new ArrayList<>(ids);
        unknown.removeAll(groups.stream().map(ClusterRecord::clusterId).toList());
        if (!unknown.isEmpty()) {
            throw new BadArgument("run " + run.runId() + " has no cluster " + unknown.getFirst() + " to name; it has "
                    + groups.stream().map(ClusterRecord::clusterId).sorted().toList()
                    + ", and -1 keeps its name Outliers");
        }
        return groups.stream()
                .filter(cluster -> ids.isEmpty() || ids.contains(cluster.clusterId()))
                .toList();
    }

    /// Who named each cluster last.
    private static Map<Integer, String> namedBy(List<Store.LabelVersion> versions) {
        Map<Integer, String> namedBy = new HashMap<>();
        for (Store.LabelVersion version : versions) {
            version.clusters().forEach(id -> namedBy.putIfAbsent(id, Answers.word(version.namedBy())));
        }
        return namedBy;
    }

    private static ObjectNode material(Desk desk, RunRecord run, ClusterRecord cluster, List<ClusterRecord> groups) {
        ObjectNode material = Answers.object();
        material.put("cluster_id", cluster.clusterId());
        material.put("items", cluster.size());
        material.put("title_now", Answers.title(cluster.title()));
        titles(material.putArray("typical"), desk, run, cluster, 0, TYPICAL);
        if (cluster.size() > TYPICAL + EDGE) {
            titles(material.putArray("edge"), desk, run, cluster, cluster.size() - EDGE, EDGE);
        }
        if (!cluster.topSequences().isEmpty()) {
            ArrayNode sequences = material.putArray("tool_sequences");
            cluster.topSequences().entrySet().stream()
                    .limit(SEQUENCES)
                    .forEach(sequence -> sequences.add(
                            "- " + Untrusted.line(sequence.getKey(), 120) + " (" + sequence.getValue() + " items)"));
        }
        ArrayNode siblings = material.putArray("nearest_siblings");
        groups.stream()
                .filter(other -> other.clusterId() != cluster.clusterId())
                .sorted(Comparator.comparingDouble(other -> distance(cluster.centroid(), other.centroid())))
                .limit(SIBLINGS)
                .forEach(other -> siblings.add("- " + other.clusterId() + ": " + Answers.title(other.title())));
        return material;
    }

    private static void titles(ArrayNode to, Desk desk, RunRecord run, ClusterRecord cluster, int from, int count) {
        for (Membership member : desk.store().memberships(run.runId(), cluster.clusterId(), from, count)) {
            to.add("- " + Answers.title(member.title()));
        }
    }

    private static double distance(float[] one, float[] other) {
        double squares = 0;
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            squares += (one[i] - other[i]) * (double) (one[i] - other[i]);
        }
        return squares;
    }
}
