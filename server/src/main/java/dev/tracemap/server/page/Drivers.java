package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.Driver;
import dev.tracemap.run.RunFacts;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is different about items that somebody has drawn a line around.
final class Drivers {
    private static final int ROWS = 8;

    private Drivers() {}

    /// @param indexes places in the order of the map's points
    static ObjectNode of(Store store, RunRecord run, JsonNode indexes) {
        List<Membership> points = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        RunFacts facts = RunFacts.of(store, run);
        Map<String, Integer> rows = new HashMap<>();
        for (int row = 0; row < facts.members().size(); row++) {
            rows.put(facts.members().get(row).itemId(), row);
        }
        BitSet chosen = new BitSet();
        for (JsonNode index : indexes) {
            int at = index.asInt(-1);
            Integer row = at < 0 || at >= points.size()
                    ? null
                    : rows.get(points.get(at).itemId());
            if (row != null) {
                chosen.set(row);
            }
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode lines = answer.putArray("drivers");
        dev.tracemap.insight.Drivers.of(facts.facts(), chosen).stream()
                .limit(ROWS)
                .map(Driver::line)
                .forEach(lines::add);
        return answer;
    }
}
