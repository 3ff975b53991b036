package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Puts the map of a run into the conversation. Where a client shows no apps, the text is the answer.
public final class ShowClusterMap {
    /// Where the app is read.
    public static final String APP = "ui://tracemap/map.html";

    private static final List<String> COLORS = List.of("cluster", "cost", "latency", "error", "model", "time");

    private ShowClusterMap() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "show_cluster_map",
                "Map of a run",
                "Shows a run as an interactive map in the conversation, for people who want to look: similar items lie"
                        + " close together, clusters have names. Comes with the largest clusters as text.",
                new Schema()
                        .text("run_id", Desk.RUN_ID)
                        .word("color_by", COLORS, "Default cluster")
                        .input(),
                new Schema()
                        .object("run", "")
                        .text("sorted_by", "")
                        .objects("clusters", "")
                        .text("more", "")
                        .text("ignored", "")
                        .text("next_step", "")
                        .text("note", "")
                        .required("run", "clusters")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)),
                new Tool.App.Opens(APP));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        arguments.word("color_by", COLORS);
        ObjectNode answer = GetClusters.clusters(desk, new RareView(desk), arguments);
        answer.remove("next_cursor");
        if (answer.has("more")) {
            answer.put("more", "The largest are listed; get_clusters lists all.");
        }
        String page = answer.at("/run/url").asText();
        answer.put(
                "next_step",
                "Where the client shows apps, the map stands beside this text."
                        + (page.isEmpty() ? "" : " Otherwise it is at " + page + ".")
                        + " get_cluster tells more of one of them.");
        return Answers.answer(answer);
    }
}
