package dev.tracemap.label;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ToolSpec;
import java.util.List;

/// The eight tools of a labelling agent, as they are offered to it.
final class LabelToolSpecs {
    static final String OVERVIEW = "get_clusters_overview";
    static final String SAMPLES = "get_all_clusters_with_sample_titles";
    static final String TITLES = "get_cluster_trace_titles";
    static final String DETAILS = "get_trace_details";
    static final String CURRENT = "get_current_labels";
    static final String SET = "set_cluster_label";
    static final String BULK = "bulk_set_labels";
    static final String FINALIZE = "finalize_labels";

    static final List<ToolSpec> ALL = List.of(
            new ToolSpec(OVERVIEW, "All clusters with size, nearest siblings and whether they have a label.", object()),
            new ToolSpec(
                    SAMPLES,
                    "All clusters with titles of traces from their centre and their edge, their most frequent tool-call"
                            + " sequences and failures, and their nearest siblings. Begin here.",
                    object()),
            new ToolSpec(
                    TITLES,
                    "More trace titles of one cluster, the most central first.",
                    required(
                            whole(
                                    whole(
                                            whole(object(), "cluster_id", "Which cluster"),
                                            "offset",
                                            "How many to leave out, 0 by default"),
                                    "limit",
                                    "How many, 30 by default, at most 100"),
                            "cluster_id")),
            new ToolSpec(
                    DETAILS,
                    "What happened in one trace: its summary, steps and failures.",
                    required(text(object(), "trace_id", "As the other tools give it, such as t4.17"), "trace_id")),
            new ToolSpec(CURRENT, "The labels set so far, which clusters have none, and titles too alike.", object()),
            new ToolSpec(SET, "Names one cluster, or names it anew.", label()),
            new ToolSpec(BULK, "Names many clusters at once.", labels()),
            new ToolSpec(FINALIZE, "Ends the work, when every cluster has a label that fits.", object()));

    private LabelToolSpecs() {}

    private static ObjectNode label() {
        ObjectNode label = whole(object(), "cluster_id", "Which cluster; -1 are the outliers, which keep their title");
        text(label, "title", "3 to 10 words that say what these traces share and no sibling has");
        text(label, "description", "2 to 5 lines, each beginning with \"- \"");
        return required(label, "cluster_id", "title", "description");
    }

    private static ObjectNode labels() {
        ObjectNode all = object();
        all.withObjectProperty("properties")
                .putObject("labels")
                .put("type", "array")
                .set("items", label());
        return required(all, "labels");
    }

    private static ObjectNode object() {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("type", "object");
        object.putObject("properties");
        return object.put("additionalProperties", false);
    }

    private static ObjectNode whole(ObjectNode object, String name, String description) {
        return property(object, name, "integer", description);
    }

    private static ObjectNode text(ObjectNode object, String name, String description) {
        return property(object, name, "string", description);
    }

    private static ObjectNode property(ObjectNode object, String name, String type, String description) {
        object.withObjectProperty("properties")
                .putObject(name)
                .put("type", type)
                .put("description", description);
        return object;
    }

    private static ObjectNode required(ObjectNode object, String... names) {
        for (String name : names) {
            object.withArrayProperty("required").add(name);
        }
        return object;
    }
}
