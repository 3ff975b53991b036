package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.DriverLines;
import dev.tracemap.run.RunSelection;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is different about items that somebody has drawn a line around.
final class Drivers {
    private static final int ROWS = 8;

    private Drivers() {}

    /// @param indexes places in the order of the map's points
    static ObjectNode of(Store store, RunRecord run, JsonNode indexes) {
        List<Membership> points = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        Set<String> chosen = new HashSet<>();
        for (JsonNode index : indexes) {
            int at = index.asInt(-1);
            if (at >= 0 && at < points.size()) {
                chosen.add(points.get(at).itemId());
            }
        }
        RunSelection selection = RunSelection.of(store, run, member -> chosen.contains(member.itemId()));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode lines = answer.putArray("drivers");
        DriverLines.of(selection.drivers(), ROWS).forEach(lines::add);
        return answer;
    }
}
