package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How the clusters of two runs share items.
final class Overlap {
    private Overlap() {}

    /// @return `flows`: how many items went from a cluster of one run to a cluster of the other; `common`: all of them
    static ObjectNode of(Store store, RunRecord before, RunRecord after) {
        Map<String, Integer> then = new HashMap<>();
        all(store, before).forEach(item -> then.put(item.itemId(), item.clusterId()));
        Map<Integer, Map<Integer, Integer>> flows = new TreeMap<>();
        int common = 0;
        for (Membership item : all(store, after)) {
            Integer from = then.get(item.itemId());
            if (from != null) {
                common++;
                flows.computeIfAbsent(from, _ -> new TreeMap<>()).merge(item.clusterId(), 1, Integer::sum);
            }
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("common", common);
        ArrayNode rows = answer.putArray("flows");
        flows.forEach((from, targets) -> targets.forEach(
                (to, items) -> rows.addObject().put("from", from).put("to", to).put("items", items)));
        return answer;
    }

    private static List<Membership> all(Store store, RunRecord run) {
        return store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
    }
}
