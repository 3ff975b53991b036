package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.Store.NamedBy;
import dev.tracemap.store.TaxonomyEdit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a run takes over from the run before, as it is kept between stages.
final class DescentOutcome {
    private DescentOutcome() {}

    static ArrayNode edits(List<TaxonomyEdit> edits) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (TaxonomyEdit edit : edits) {
            ObjectNode row = json.addObject()
                    .put("edit_id", edit.editId())
                    .put("run_id", edit.runId())
                    .put("action", edit.action().name())
                    .put("text", edit.text())
                    .put("made_by", edit.madeBy().name())
                    .put("made_at", edit.madeAt().toString())
                    .put("over", edit.over())
                    .put("remark", edit.remark());
            ArrayNode clusters = row.putArray("clusters");
            edit.clusters().forEach(clusters::add);
            ArrayNode parts = row.putArray("parts");
            for (TaxonomyEdit.Part part : edit.parts()) {
                ArrayNode centroid =
                        parts.addObject().put("model", part.model()).putArray("centroid");
                part.centroid().forEach(centroid::add);
            }
        }
        return json;
    }

    static List<TaxonomyEdit> edits(long teamId, JsonNode json) {
        List<TaxonomyEdit> edits = new ArrayList<>();
        for (JsonNode row : json) {
            List<Integer> clusters = new ArrayList<>();
            row.path("clusters").forEach(cluster -> clusters.add(cluster.intValue()));
            edits.add(new TaxonomyEdit(
                    teamId,
                    row.path("edit_id").intValue(),
                    row.path("run_id").asText(),
                    TaxonomyEdit.Action.valueOf(row.path("action").asText()),
                    clusters,
                    row.path("text").asText(),
                    NamedBy.valueOf(row.path("made_by").asText()),
                    Instant.parse(row.path("made_at").asText()),
                    row.path("over").booleanValue(),
                    row.path("remark").asText(),
                    parts(row.path("parts"))));
        }
        return edits;
    }

    private static List<TaxonomyEdit.Part> parts(JsonNode json) {
        List<TaxonomyEdit.Part> parts = new ArrayList<>();
        for (JsonNode part : json) {
            List<Float> centroid = new ArrayList<>();
            part.path("centroid").forEach(number -> centroid.add(number.floatValue()));
            parts.add(new TaxonomyEdit.Part(part.path("model").asText(), centroid));
        }
        return parts;
    }

    static ObjectNode titles(Map<Integer, String> titles) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(titles).forEach((cluster, title) -> json.put(String.valueOf(cluster), title));
        return json;
    }

    static Map<Integer, String> titles(JsonNode json) {
        Map<Integer, String> titles = new TreeMap<>();
        json.properties()
                .forEach(title -> titles.put(
                        Integer.valueOf(title.getKey()), title.getValue().asText()));
        return titles;
    }
}
