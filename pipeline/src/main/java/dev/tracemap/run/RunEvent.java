package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// A complete run as one event, for whoever reads PostHog-shaped events.
final class RunEvent {
    private RunEvent() {}

    /// @param rates of the result's clusters
    static Event of(RunRecord run, RunResult result, Overview overview, List<ScoreRate> rates) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("$ai_clustering_run_id", run.runId());
        properties.put("$ai_clustering_level", run.level().wire());
        if (run.jobId() != null) {
            properties.put("$ai_clustering_job_id", run.jobId());
            properties.put("$ai_clustering_job_name", run.jobName());
        }
        properties.put("$ai_window_start", run.windowStart().toString());
        properties.put("$ai_window_end", run.windowEnd().toString());
        properties.put("$ai_total_items_analyzed", run.items());
        properties.set("$ai_clustering_params", run.inputs());
        Map<Integer, List<Membership>> members =
                result.memberships().stream().collect(Collectors.groupingBy(Membership::clusterId));
        ArrayNode clusters = properties.putArray("$ai_clusters");
        for (ClusterRecord cluster : result.clusters()) {
            ObjectNode node = cluster(run.level(), cluster, members.getOrDefault(cluster.clusterId(), List.of()));
            rates.stream()
                    .filter(rate -> rate.clusterId() == cluster.clusterId())
                    .forEach(rate -> node.withArrayProperty("scores").add(rate.toJson()));
            clusters.add(node);
        }
        if (!overview.nodes().isEmpty()) {
            properties.set("$ai_cluster_hierarchy", overview.toJson());
        }
        // The same run always gives the same uuid, so it cannot be emitted twice.
        UUID uuid = UUID.nameUUIDFromBytes(("run " + run.runId()).getBytes(StandardCharsets.UTF_8));
        return new Event(
                uuid.toString(),
                run.teamId(),
                "$ai_" + run.level().wire() + "_clusters",
                run.finishedAt() == null ? run.createdAt() : run.finishedAt(),
                "",
                properties);
    }

    private static ObjectNode cluster(Level level, ClusterRecord cluster, List<Membership> members) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("cluster_id", cluster.clusterId());
        node.put("size", cluster.size());
        node.put("title", cluster.title());
        node.put("description", cluster.description());
        if (cluster.size() > members.size()) {
            // Too many to be named here; they stand among the memberships.
            node.put("assigned", cluster.size() - members.size());
        }
        ObjectNode traces = node.putObject("traces");
        for (Membership member : members) {
            traces.set(member.itemId(), place(level, member));
        }
        ArrayNode centroid = node.putArray("centroid");
        for (float value : cluster.centroid()) {
            centroid.add(value);
        }
        node.put("centroid_x", cluster.x());
        node.put("centroid_y", cluster.y());
        node.set("metrics", MetricsJson.of(cluster.metrics()));
        return node;
    }

    private static ObjectNode place(Level level, Membership member) {
        ObjectNode place = JsonNodeFactory.instance.objectNode();
        if (member.distanceToCentroid() != null) {
            place.put("distance_to_centroid", member.distanceToCentroid());
        }
        if (member.rank() != null) {
            place.put("rank", member.rank());
        }
        place.put("x", member.x());
        place.put("y", member.y());
        place.put("timestamp", member.timestamp().toString());
        place.put("trace_id", member.traceId());
        if (level == Level.GENERATION) {
            place.put("generation_id", member.itemId());
        }
        return place;
    }
}
