package dev.tracemap.label;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.llm.ScriptedServer.Asked;
import dev.tracemap.llm.ScriptedServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plays a model that labels: looks, names all clusters in bulk, looks at one trace, ends.
public final class ScriptedLabeller {
    private static final Pattern ID = Pattern.compile("\"cluster_id\":(-?\\d+)");
    private static final Pattern BELOW = Pattern.compile("cluster (\\d+), ");
    private static final List<String> NAMES =
            List.of("amber", "birch", "cedar", "delta", "ember", "flint", "grove", "heron", "indigo", "juniper");

    private ScriptedLabeller() {}

    /// Whether this is a labelling agent's turn, or a name for a group is asked for.
    public static boolean concerns(Asked asked) {
        return asked.body().path("tools").size() > 0 || format(asked).startsWith("group_");
    }

    private static String format(Asked asked) {
        return asked.body().at("/response_format/json_schema/name").asText();
    }

    public static Reply answer(Asked asked) {
        if (format(asked).equals(GroupPrompt.CHECK)) {
            return ScriptedServer.completion(asked, "{\"does_not_fit\": []}");
        }
        if (format(asked).equals(GroupPrompt.NAME)) {
            Matcher first = BELOW.matcher(asked.text());
            int id = first.find() ? Integer.parseInt(first.group(1)) : 0;
            return ScriptedServer.completion(
                    asked, "{\"title\": \"All " + title(id) + "\", \"description\": \"- scripted\\n- group\"}");
        }
        List<String> called = called(asked);
        if (!called.contains("get_all_clusters_with_sample_titles")) {
            return call(asked, "get_all_clusters_with_sample_titles");
        }
        if (!called.contains("bulk_set_labels")) {
            return bulk(asked, ids(asked));
        }
        if (!called.contains("get_trace_details")) {
            return ScriptedServer.toolCall(
                    asked,
                    "get_trace_details",
                    JsonNodeFactory.instance.objectNode().put("trace_id", "t0.0"));
        }
        return call(asked, "finalize_labels");
    }

    static Reply call(Asked asked, String tool) {
        return ScriptedServer.toolCall(asked, tool, JsonNodeFactory.instance.objectNode());
    }

    static Reply bulk(Asked asked, Iterable<Integer> ids) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        ids.forEach(id -> arguments.withArrayProperty("labels").add(label(id, title(id))));
        return ScriptedServer.toolCall(asked, "bulk_set_labels", arguments);
    }

    static ObjectNode label(int id, String title) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("cluster_id", id)
                .put("title", title)
                .put("description", "- scripted\n* label");
    }

    /// Three words of its own for each cluster.
    static String title(int id) {
        int at = Math.abs(id);
        return "Scripted " + NAMES.get(at % 10) + " " + NAMES.get((at + 1 + at / 10 % 9) % 10) + " "
                + (char) ('a' + at % 26) + "xyzzy";
    }

    /// Clusters that were shown so far.
    static Set<Integer> ids(Asked asked) {
        Set<Integer> ids = new TreeSet<>();
        Matcher id = ID.matcher(asked.text());
        while (id.find()) {
            ids.add(Integer.valueOf(id.group(1)));
        }
        return ids;
    }

    static List<String> called(Asked asked) {
        List<String> called = new ArrayList<>();
        for (JsonNode message : asked.body().path("messages")) {
            message.path("tool_calls")
                    .forEach(call -> called.add(call.at("/function/name").asText()));
        }
        return called;
    }
}
