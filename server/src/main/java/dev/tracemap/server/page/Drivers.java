package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;

/// What is seen more often in a cluster than in the whole run: models, steps, versions and users.
final class Drivers {
    private static final int ROWS = 12;

    private Drivers() {}

    static ObjectNode of(Store store, RunRecord run, int cluster) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = answer.putArray("drivers");
        for (Store.Driver driver : store.drivers(run, cluster, ROWS)) {
            rows.addObject()
                    .put("kind", driver.kind())
                    .put("value", driver.value())
                    .put("items", driver.traces())
                    .put("share", driver.share())
                    .put("usual", driver.usual());
        }
        return answer;
    }
}
