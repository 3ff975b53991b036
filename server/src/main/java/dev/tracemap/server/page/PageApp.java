package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Resource;
import dev.tracemap.tools.ShowClusterMap;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import dev.tracemap.tools.Untrusted;
import java.util.List;
import java.util.Map;

/// The page as an MCP App (SEP-1865): one file that a host shows in a frame with no way out but through the host.
///
/// It holds no data. What it draws it asks of the tools that agents call, and what no agent needs of one more.
public final class PageApp {
    public static final Resource RESOURCE = new Resource(
            ShowClusterMap.APP,
            "map-app",
            "The map in a chat",
            "What show_cluster_map shows in hosts that support MCP Apps",
            "text/html;profile=mcp-app");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /// Characters of a trace's lines in one answer.
    private static final int TRACE_PAGE = 200_000;
    private static final int POINTS_PAGE = 5_000;
    private static final Map<String, String> ASKED = Map.of(
            "points", PageTools.POINTS,
            "items", PageTools.ITEMS,
            "drivers", PageTools.DRIVERS,
            "groups", PageTools.GROUPS,
            "trace", PageTools.TRACE);

    private PageApp() {}

    /// What is read at the app's address. It wants no domain and no permission.
    public static ObjectNode contents() {
        ObjectNode contents = NODES.objectNode()
                .put("uri", RESOURCE.uri())
                .put("mimeType", RESOURCE.mimeType())
                .put("text", html());
        contents.putObject("_meta").putObject("ui").put("prefersBorder", true);
        return contents;
    }

    static String html() {
        return PageFiles.text("app.html")
                .replace("<!-- style -->", PageFiles.text("page.css"))
                .replace("<!-- script -->", PageFiles.text("app.js"));
    }

    /// The tool that serves the app, bounded because hosts bound what passes through them.
    ///
    /// @param page the tools that serve the page
    public static Tool data(List<Tool> page) {
        return new Tool(
                "map_data",
                "Data of the map app",
                "For the app of show_cluster_map only",
                input(),
                NODES.objectNode().put("type", "object"),
                Tool.Behaviour.READ,
                (arguments, call) -> answer(page, arguments, call),
                new Tool.App.Serves());
    }

    private static ToolResult answer(List<Tool> page, ObjectNode arguments, Call call) {
        String of = arguments.path("of").asText();
        int most = of.equals("trace") ? TRACE_PAGE : POINTS_PAGE;
        ObjectNode asked = arguments.deepCopy();
        asked.remove("of");
        asked.put("limit", Math.clamp(asked.path("limit").asInt(most), 1, most));
        Tool tool = page.stream()
                .filter(each -> each.name().equals(ASKED.get(of)))
                .findFirst()
                .orElseThrow();
        return switch (tool.body().call(asked, call)) {
            case ToolResult.Answer(var _, var found) ->
                new ToolResult.Answer("Data for the app", Untrusted.clean(found).put("note", Untrusted.NOTE));
            case ToolResult.Advice advice -> advice;
        };
    }

    private static ObjectNode input() {
        ObjectNode input = NODES.objectNode().put("type", "object");
        ObjectNode properties = input.putObject("properties");
        ArrayNode kinds = properties.putObject("of").put("type", "string").putArray("enum");
        List.of("points", "items", "drivers", "groups", "trace").forEach(kinds::add);
        properties.putObject("run_id").put("type", "string");
        properties.putObject("trace_id").put("type", "string");
        for (String number : List.of("cluster_id", "from", "limit")) {
            properties.putObject(number).put("type", "integer");
        }
        properties.putObject("indexes").put("type", "array").putObject("items").put("type", "integer");
        input.putArray("required").add("of");
        return input.put("additionalProperties", false);
    }
}
