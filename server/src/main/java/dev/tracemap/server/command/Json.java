package dev.tracemap.server.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.run.Estimate;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What commands print with `--json`.
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static void print(PrintStream out, JsonNode document) {
        try {
            out.println(MAPPER.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document of our own is not JSON", e);
        }
    }

    static JsonNode of(@Nullable Object value) {
        return MAPPER.valueToTree(value);
    }

    static ObjectNode run(RunRecord run) {
        ObjectNode json = object().put("run_id", run.runId())
                .put("status", run.status().wire())
                .put("level", run.level().wire());
        if (run.jobName() != null) {
            json.put("job", run.jobName());
        }
        json.put("items", run.items())
                .put("clusters", run.clusters())
                .put("noise", run.noise())
                .put("seconds", Math.round(run.seconds() * 1000) / 1000.0)
                .put("created_at", run.createdAt().toString())
                .put("window_start", run.windowStart().toString())
                .put("window_end", run.windowEnd().toString());
        if (!run.isOver()) {
            json.put("stage", run.stage()).put("stage_done", run.progress());
        }
        if (run.error() != null) {
            json.put("error", run.error());
        }
        json.set("warnings", of(run.warnings()));
        return json;
    }

    static ObjectNode estimate(Estimate estimate) {
        ObjectNode json = object().put("items", estimate.items()).put("unread", estimate.unread());
        put(json, "model", estimate.model());
        json.put("input_tokens", estimate.inputTokens()).put("output_tokens", estimate.outputTokens());
        put(json, "cost_usd", estimate.costUsd());
        ArrayNode parts = json.putArray("parts");
        for (Estimate.Part part : estimate.parts()) {
            ObjectNode row = parts.addObject()
                    .put("stage", part.stage().wire())
                    .put("model", part.model())
                    .put("input_tokens", part.inputTokens())
                    .put("output_tokens", part.outputTokens());
            put(row, "cost_usd", part.costUsd());
        }
        return json;
    }

    /// @param rates of all clusters of the run
    static ObjectNode cluster(ClusterRecord cluster, List<ScoreRate> rates) {
        ObjectNode json = object().put("cluster_id", cluster.clusterId())
                .put("size", cluster.size())
                .put("title", cluster.title())
                .put("description", cluster.description());
        json.set("metrics", MetricsJson.of(cluster.metrics()));
        rates.stream()
                .filter(rate -> rate.clusterId() == cluster.clusterId())
                .forEach(rate -> json.withArrayProperty("scores").add(rate.toJson()));
        json.set("exemplars", of(cluster.exemplars()));
        return json;
    }

    /// One row of an export, in the order of the contract; what a noise item does not have is left out.
    static ObjectNode row(Membership item) {
        ObjectNode json = object().put("item_id", item.itemId())
                .put("trace_id", item.traceId())
                .put("cluster_id", item.clusterId());
        put(json, "probability", item.probability());
        put(json, "second_cluster_id", item.secondClusterId());
        put(json, "second_probability", item.secondProbability());
        put(json, "distance_to_centroid", item.distanceToCentroid());
        put(json, "rank", item.rank());
        json.put("x", item.x())
                .put("y", item.y())
                .put("title", item.title())
                .put("timestamp", item.timestamp().toString());
        return item.assigned() ? json.put("assigned", true) : json;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.set(name, of(value));
        }
    }
}
