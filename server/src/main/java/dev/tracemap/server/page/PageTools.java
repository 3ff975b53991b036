package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.HierarchyNode;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.util.List;
import java.util.function.Function;

/// What the page needs and no agent asks for.
public final class PageTools {
    static final String POINTS = "page/points";
    static final String ITEMS = "page/items";
    static final String TRACE = "page/trace";
    static final String DRIVERS = "page/drivers";
    static final String GROUPS = "page/groups";

    private static final int MOST_ITEMS = 24;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Store store;
    private final long team;
    private final PointStore points;

    private PageTools(Store store, long team) {
        this.store = store;
        this.team = team;
        this.points = new PointStore(store);
    }

    public static List<Tool> of(Store store, long team) {
        PageTools page = new PageTools(store, team);
        return List.of(
                unlisted(POINTS, page::points),
                unlisted(ITEMS, page::items),
                unlisted(TRACE, page::trace),
                unlisted(DRIVERS, page::drivers),
                unlisted(GROUPS, page::groups));
    }

    /// One block of points, and with the first one what is needed to read them.
    private ObjectNode points(ObjectNode arguments) {
        Points all = points.of(run(arguments));
        int from = arguments.path("from").asInt();
        int block = Math.clamp(arguments.path("limit").asInt(Points.BLOCK), 1, Points.BLOCK);
        return all.header(block).put("from", from).put("block", all.block(from, block));
    }

    /// Who stands behind some points.
    private ObjectNode items(ObjectNode arguments) {
        RunRecord run = run(arguments);
        ObjectNode answer = NODES.objectNode();
        ArrayNode rows = answer.putArray("items");
        int asked = 0;
        for (JsonNode index : arguments.path("indexes")) {
            if (asked++ == MOST_ITEMS) {
                break;
            }
            store.memberships(run.runId(), null, Math.max(0, index.asInt()), 1)
                    .forEach(item -> rows.add(item(index, item)));
        }
        return answer;
    }

    private static ObjectNode item(JsonNode index, Membership item) {
        return NODES.objectNode()
                .put("index", index.asInt())
                .put("item_id", item.itemId())
                .put("trace_id", item.traceId())
                .put("cluster_id", item.clusterId())
                .put("title", item.title())
                .put("timestamp", item.timestamp().toString());
    }

    private ObjectNode trace(ObjectNode arguments) {
        String id = arguments.path("trace_id").asText();
        int from = Math.max(0, arguments.path("from").asInt());
        int characters = arguments.path("limit").asInt(TraceView.MOST_CHARACTERS);
        return TraceView.of(store, team, id, from, characters)
                .orElseThrow(() -> new IllegalArgumentException("there is no trace '" + id + "'"));
    }

    private ObjectNode drivers(ObjectNode arguments) {
        return Drivers.of(store, run(arguments), arguments.path("indexes"));
    }

    /// The broader groups over the clusters, coarsest and largest first.
    private ObjectNode groups(ObjectNode arguments) {
        ObjectNode answer = NODES.objectNode();
        ArrayNode rows = answer.putArray("groups");
        for (HierarchyNode node : store.hierarchy(run(arguments).runId())) {
            ObjectNode row = rows.addObject().put("node_id", node.nodeId());
            if (node.parentId() != null) {
                row.put("parent_id", node.parentId());
            }
            row.put("title", node.title())
                    .put("description", node.description())
                    .put("items", node.size());
            ArrayNode clusters = row.putArray("clusters");
            node.clusters().forEach(clusters::add);
        }
        return answer;
    }

    private RunRecord run(ObjectNode arguments) {
        String id = arguments.path("run_id").asText();
        return store.run(team, id)
                .filter(run -> run.status() == RunRecord.Status.COMPLETE)
                .orElseThrow(() -> new IllegalArgumentException("there is no complete run '" + id + "'"));
    }

    private static Tool unlisted(String name, Function<ObjectNode, ObjectNode> body) {
        ObjectNode input = NODES.objectNode().put("type", "object");
        ObjectNode described = input.putObject("properties");
        for (String property : List.of("run_id", "trace_id", "cluster_id", "from", "limit", "indexes")) {
            described.putObject(property);
        }
        return new Tool(name, name, name, input, NODES.objectNode(), Tool.Behaviour.READ, (arguments, call) -> {
            try {
                return new ToolResult.Answer("", body.apply(arguments));
            } catch (IllegalArgumentException wrong) {
                return new ToolResult.Advice(String.valueOf(wrong.getMessage()));
            }
        });
    }
}
