package dev.tracemap.store;

import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.RunsContract.cluster;
import static dev.tracemap.store.RunsContract.member;
import static dev.tracemap.store.RunsContract.run;
import static dev.tracemap.store.RunsContract.runEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.trace.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whose the items of a run are.
interface OriginsContract extends OpenedStore {

    @Test
    default void originsAreTheValuesOfTwoPropertiesByTraceOfTheRun() {
        store().append(List.of(
                generation("t1", "g1", 1)
                        .user("ann")
                        .with("$groups", Map.of("company", "acme"))
                        .event(),
                generation("t1", "g2", 2)
                        .user("ann")
                        .with("$groups", Map.of("company", "acme"))
                        .event(),
                generation("t2", "g1", 1).user("bob").event(),
                generation("t9", "g1", 1)
                        .user("eve")
                        .with("$groups", Map.of("company", "acme"))
                        .event()));
        RunRecord run = run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 1);
        store().completeRun(
                        run,
                        List.of(cluster("r1", 0, 2, "Refunds")),
                        List.of(member("t1", 0, 0), member("t2", 0, 1)),
                        runEvent("r1"));
        assertEquals(
                List.of(new Store.Origin("t1", "ann", "acme"), new Store.Origin("t2", "bob", null)),
                store().origins(run, "distinct_id", "$groups.company").stream()
                        .sorted(Comparator.comparing(Store.Origin::key))
                        .toList());
    }
}
