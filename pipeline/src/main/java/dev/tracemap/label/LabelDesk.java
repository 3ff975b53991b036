package dev.tracemap.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ToolCall;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Where a labelling agent's tool calls are carried out: it looks at clusters here and sets their labels. Whatever
/// cannot be done is answered with advice.
final class LabelDesk {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int TITLES = 30;
    private static final int MOST_TITLES = 100;

    private final List<Portrait> clusters;
    private final ClusterViews views;
    private final Map<Integer, Label> labels = new TreeMap<>();
    private boolean askedAgain;
    private boolean finished;

    LabelDesk(List<Portrait> clusters, Map<Integer, Label> labels, boolean askedAgain, boolean finished) {
        this.clusters = clusters;
        this.views = new ClusterViews(clusters);
        this.labels.putAll(labels);
        this.askedAgain = askedAgain;
        this.finished = finished;
    }

    /// @return a JSON object
    String carryOut(ToolCall call) {
        JsonNode arguments;
        try {
            arguments = MAPPER.readTree(call.arguments().isBlank() ? "{}" : call.arguments());
        } catch (JsonProcessingException e) {
            return advice("the arguments are not JSON; call " + call.name() + " again with a JSON object")
                    .toString();
        }
        return result(call.name(), arguments).toString();
    }

    private ObjectNode result(String tool, JsonNode arguments) {
        return switch (tool) {
            case LabelToolSpecs.OVERVIEW -> views.overview(labels);
            case LabelToolSpecs.SAMPLES -> views.samples();
            case LabelToolSpecs.TITLES -> titles(arguments);
            case LabelToolSpecs.DETAILS ->
                views.details(arguments.path("trace_id").asText())
                        .orElseGet(() -> advice("there is no such trace; " + LabelToolSpecs.TITLES + " and "
                                + LabelToolSpecs.SAMPLES + " give trace ids such as t4.17"));
            case LabelToolSpecs.CURRENT -> current();
            case LabelToolSpecs.SET -> setAll(List.of(arguments));
            case LabelToolSpecs.BULK -> bulk(arguments);
            case LabelToolSpecs.FINALIZE -> finish();
            default ->
                advice("there is no tool '" + Recorded.line(tool) + "'; there are "
                        + String.join(
                                ", ",
                                LabelToolSpecs.ALL.stream()
                                        .map(spec -> spec.name())
                                        .toList()));
        };
    }

    private ObjectNode titles(JsonNode arguments) {
        Optional<Portrait> cluster = cluster(arguments.path("cluster_id"));
        return cluster.isEmpty()
                ? advice(unknown(arguments.path("cluster_id")))
                : views.titles(
                        cluster.get(),
                        Math.max(0, arguments.path("offset").asInt(0)),
                        Math.clamp(arguments.path("limit").asInt(TITLES), 1, MOST_TITLES));
    }

    private ObjectNode current() {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode set = view.putArray("labels");
        labels.forEach((id, label) -> set.addObject()
                .put("cluster_id", id)
                .put("title", label.title())
                .put("description", label.description()));
        return withFaults(view);
    }

    private ObjectNode bulk(JsonNode arguments) {
        JsonNode given = arguments.isArray() ? arguments : arguments.path("labels");
        if (!given.isArray() || given.isEmpty()) {
            return advice("labels is missing or empty; it is a list of {cluster_id, title, description}");
        }
        return setAll(given);
    }

    private ObjectNode setAll(Iterable<JsonNode> given) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode refused = JsonNodeFactory.instance.arrayNode();
        int set = 0;
        for (JsonNode one : given) {
            try {
                set(one);
                set++;
            } catch (LabelRule.Refused e) {
                ObjectNode row = refused.addObject();
                if (one.path("cluster_id").canConvertToInt()) {
                    row.put("cluster_id", one.path("cluster_id").intValue());
                }
                row.put("why", e.getMessage());
            }
        }
        view.put("labels_set", set);
        if (!refused.isEmpty()) {
            view.set("refused", refused);
        }
        return withFaults(view);
    }

    private void set(JsonNode one) throws LabelRule.Refused {
        Portrait cluster = cluster(one.path("cluster_id"))
                .orElseThrow(() -> new LabelRule.Refused(unknown(one.path("cluster_id"))));
        String description = one.path("description").asText();
        Label label = cluster.id() == Portrait.NOISE
                ? new Label(Label.NOISE_TITLE, LabelRule.description(description))
                : LabelRule.label(one.path("title").asText(), description);
        labels.put(cluster.id(), label);
    }

    /// Titles that are alike are sent back once; what the agent leaves then, it leaves.
    private ObjectNode finish() {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        if (hasFaults() && !askedAgain) {
            askedAgain = true;
            view.put("finalized", false).put("next_step", "Correct these, then finalize again.");
            return withFaults(view);
        }
        finished = true;
        return view.put("finalized", true);
    }

    private ObjectNode withFaults(ObjectNode view) {
        List<Integer> missing = missing();
        if (!missing.isEmpty()) {
            ArrayNode ids = view.putArray("without_label");
            missing.forEach(ids::add);
        }
        List<List<Integer>> alike = Distinct.alike(labels);
        if (!alike.isEmpty()) {
            ArrayNode pairs = view.putArray("titles_too_alike");
            alike.forEach(pair -> pair.forEach(pairs.addArray()::add));
        }
        return view;
    }

    private Optional<Portrait> cluster(JsonNode id) {
        boolean number =
                id.canConvertToInt() || (id.isTextual() && id.textValue().matches("-?\\d{1,9}"));
        return number ? views.find(id.asInt()) : Optional.empty();
    }

    private String unknown(JsonNode id) {
        List<Integer> ids = clusters.stream().map(Portrait::id).toList();
        return "there is no cluster " + Recorded.line(id.asText("without cluster_id")) + "; there are " + ids;
    }

    private static ObjectNode advice(String what) {
        return JsonNodeFactory.instance.objectNode().put("error", what);
    }

    /// Clusters without a label; the outliers need none of the agent.
    List<Integer> missing() {
        return clusters.stream()
                .map(Portrait::id)
                .filter(id -> id != Portrait.NOISE && !labels.containsKey(id))
                .toList();
    }

    boolean hasFaults() {
        return !missing().isEmpty() || !Distinct.alike(labels).isEmpty();
    }

    boolean askedAgain() {
        return askedAgain;
    }

    void askAgain() {
        askedAgain = true;
    }

    boolean finished() {
        return finished;
    }

    Map<Integer, Label> labels() {
        return Collections.unmodifiableMap(labels);
    }
}
