package dev.tracemap.label;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.summary.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a labelling agent is shown of clusters. Everything recorded stands in a fence.
///
/// A trace is called `t4.17`: the cluster, and its place in it from the centre on; `tx.3` lies among the noise.
final class ClusterViews {
    private static final int CENTRAL = 6;
    private static final int EDGE = 3;
    private static final int NEAREST = 3;

    /// With more clusters than this fewer titles of each are shown, so that all fit in one answer.
    private static final int MANY = 60;

    private static final Pattern TRACE = Pattern.compile("t(x|\\d{1,9})\\.(\\d{1,9})");

    private final List<Portrait> clusters;

    ClusterViews(List<Portrait> clusters) {
        this.clusters = clusters;
    }

    Optional<Portrait> find(int id) {
        return clusters.stream().filter(cluster -> cluster.id() == id).findFirst();
    }

    ObjectNode overview(Map<Integer, Label> labels) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode list = view.putArray("clusters");
        for (Portrait cluster : clusters) {
            head(list.addObject(), cluster).put("labelled", labels.containsKey(cluster.id()));
        }
        return view;
    }

    ObjectNode samples() {
        boolean many = clusters.size() > MANY;
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode list = view.putArray("clusters");
        for (Portrait cluster : clusters) {
            List<String> lines = new ArrayList<>();
            int central = Math.min(many ? CENTRAL / 2 : CENTRAL, cluster.size());
            int edge = Math.max(central, cluster.size() - (many ? 1 : EDGE));
            lines.add(cluster.id() == Portrait.NOISE ? "some of them:" : "at the centre:");
            titles(lines, cluster, 0, central);
            if (edge < cluster.size()) {
                lines.add(cluster.id() == Portrait.NOISE ? "others:" : "at the edge:");
                titles(lines, cluster, edge, cluster.size());
            }
            counted(lines, "tool-call sequences:", cluster.topSequences());
            counted(lines, "failures:", cluster.topFailures());
            head(list.addObject(), cluster).put("recorded", Recorded.fenced(lines));
        }
        return view;
    }

    ObjectNode titles(Portrait cluster, int offset, int limit) {
        List<String> lines = new ArrayList<>();
        int end = (int) Math.min(cluster.size(), (long) offset + limit);
        titles(lines, cluster, offset, end);
        ObjectNode view = head(JsonNodeFactory.instance.objectNode(), cluster).put("recorded", Recorded.fenced(lines));
        if (end < cluster.size()) {
            view.put("next_offset", end);
        }
        return view;
    }

    /// @param traceId as these views give it
    Optional<ObjectNode> details(String traceId) {
        Matcher parts = TRACE.matcher(traceId.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        int cluster = parts.group(1).equals("x") ? Portrait.NOISE : Integer.parseInt(parts.group(1));
        int rank = Integer.parseInt(parts.group(2));
        return find(cluster).filter(found -> rank < found.size()).map(found -> JsonNodeFactory.instance
                .objectNode()
                .put("trace_id", traceId.strip())
                .put("cluster_id", cluster)
                .put("recorded", Recorded.fenced(details(found.members().get(rank)))));
    }

    private static List<String> details(Portrait.Member member) {
        Summary summary = member.summary();
        List<String> lines = new ArrayList<>();
        lines.add("title: " + Recorded.line(summary.title()));
        lines.add("flow: " + Recorded.line(summary.flowDiagram()));
        summary.bullets().forEach(note -> lines.add("- " + Recorded.line(note.text())));
        summary.notes().forEach(note -> lines.add("note: " + Recorded.line(note.text())));
        lines.add("tools: " + Recorded.line(String.join(" > ", member.facets().toolCallSequence())));
        lines.add("failed tool calls: " + member.facets().toolErrorCount() + ", repeated: "
                + member.facets().retryCount() + ", failures not mentioned: "
                + member.facets().swallowedErrors());
        if (member.failureMode() != null) {
            lines.add("failure: " + Recorded.line(member.failureMode()));
        }
        return lines;
    }

    private ObjectNode head(ObjectNode view, Portrait cluster) {
        view.put("cluster_id", cluster.id()).put("size", cluster.size());
        if (cluster.id() != Portrait.NOISE) {
            ArrayNode nearest = view.putArray("nearest_siblings");
            clusters.stream()
                    .filter(other -> other.id() != Portrait.NOISE && other.id() != cluster.id())
                    .sorted(Comparator.comparingDouble(cluster::distanceTo).thenComparingInt(Portrait::id))
                    .limit(NEAREST)
                    .forEach(other -> nearest.add(other.id()));
        }
        return view;
    }

    private static void titles(List<String> lines, Portrait cluster, int from, int to) {
        String name = cluster.id() == Portrait.NOISE ? "tx." : "t" + cluster.id() + ".";
        for (int rank = from; rank < to; rank++) {
            lines.add(name + rank + " "
                    + Recorded.line(cluster.members().get(rank).summary().title()));
        }
    }

    private static void counted(List<String> lines, String what, Map<String, Integer> counts) {
        if (!counts.isEmpty()) {
            lines.add(what);
            counts.forEach((text, count) -> lines.add(count + " x " + Recorded.line(text)));
        }
    }
}
