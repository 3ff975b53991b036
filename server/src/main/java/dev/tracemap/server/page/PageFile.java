package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.ToolResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/// A run as one file that opens from disk: the page with the run's data written into it. It asks nobody for anything.
///
/// The share-safe kind holds figures, positions and names of tools, and nothing that stood in a trace: a cluster is
/// called by its most frequent tool calls.
public final class PageFile {
    private static final int MEMBERS = 100;
    private static final int MOST_TITLES = 20_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Menu menu;
    private final RunRecord run;
    private final boolean shareSafe;

    private PageFile(Menu menu, RunRecord run, boolean shareSafe) {
        this.menu = menu;
        this.run = run;
        this.shareSafe = shareSafe;
    }

    /// @param items every membership of the run, in order
    public static String of(Menu menu, RunRecord run, List<Membership> items, boolean shareSafe) {
        return new PageFile(menu, run, shareSafe).write(items);
    }

    private String write(List<Membership> items) {
        String script = PageFiles.text("page.js");
        String style = PageFiles.text("page.css");
        String policy = "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                + "'; img-src data:; base-uri 'none'; form-action 'none'";
        // Inside a script element only an angle bracket could end it.
        String data = data(items).toString().replace("<", "\\u003c");
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<title>Tracemap</title>\n<style>" + style + "</style>\n</head>\n<body>\n<div id=\"page\"></div>\n"
                + "<script type=\"application/json\" id=\"data\">" + data + "</script>\n<script>" + script
                + "</script>\n</body>\n</html>\n";
    }

    private ObjectNode data(List<Membership> items) {
        ObjectNode data = NODES.objectNode();
        ArrayNode clusters = NODES.arrayNode();
        ObjectNode page = NODES.objectNode();
        do {
            ObjectNode asked = arguments().put("response_format", "detailed").put("limit", 100);
            if (page.has("next_cursor")) {
                asked.set("cursor", page.get("next_cursor"));
            }
            page = ask("get_clusters", asked);
            page.path("clusters").forEach(clusters::add);
        } while (page.has("next_cursor"));
        ObjectNode about = (ObjectNode) page.path("run");
        about.remove("url");
        data.set("run", about);
        data.set("clusters", clusters);
        ObjectNode details = data.putObject("details");
        for (JsonNode cluster : clusters) {
            int id = cluster.path("cluster_id").asInt();
            ObjectNode detail = detail(id);
            details.set(String.valueOf(id), detail);
            if (shareSafe) {
                clean((ObjectNode) cluster, detail.path("title").asText());
            }
        }
        data.set("groups", groups());
        points(data);
        if (!shareSafe && items.size() <= MOST_TITLES) {
            ArrayNode titles = data.putArray("titles");
            items.forEach(item -> titles.add(item.title()));
        }
        return data;
    }

    private ObjectNode detail(int id) {
        ObjectNode detail = ask("get_cluster", arguments().put("cluster_id", id).put("limit", MEMBERS));
        detail.remove(List.of("next_cursor", "more", "note", "url"));
        if (shareSafe) {
            String calls = detail.path("tool_sequences").path(0).path("tools").asText();
            clean(detail, id < 0 ? "Outliers" : calls.isEmpty() ? "Cluster " + id : calls);
            detail.putArray("members");
        }
        return detail;
    }

    private ArrayNode groups() {
        ArrayNode groups = (ArrayNode) ask(PageTools.GROUPS, arguments()).path("groups");
        for (JsonNode group : groups) {
            if (shareSafe) {
                ((ObjectNode) group)
                        .put("title", "Group " + group.path("node_id").asText())
                        .put("description", "");
            }
        }
        return groups;
    }

    private static void clean(ObjectNode cluster, String title) {
        cluster.put("title", title).put("description", "");
        cluster.remove(List.of("typical", "url"));
    }

    private void points(ObjectNode data) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ObjectNode answer;
        int from = 0;
        do {
            answer = ask(PageTools.POINTS, arguments().put("from", from));
            all.writeBytes(Base64.getDecoder().decode(answer.path("block").asText()));
            from += Points.BLOCK;
        } while (from < answer.path("items").asInt());
        answer.remove(List.of("from", "block"));
        data.set("header", answer);
        data.put("points", Base64.getEncoder().encodeToString(all.toByteArray()));
    }

    private ObjectNode arguments() {
        return NODES.objectNode().put("run_id", run.runId());
    }

    private ObjectNode ask(String name, ObjectNode arguments) {
        return switch (menu.find(name).orElseThrow().body().call(arguments, Call.UNWATCHED)) {
            case ToolResult.Answer(var _, var answer) -> answer;
            case ToolResult.Advice(var why) -> throw new IllegalStateException(name + ": " + why);
        };
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
