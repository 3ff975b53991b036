package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.trace.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The broader groups over a run's clusters.
interface HierarchyContract extends OpenedStore {

    static HierarchyNode node(
            String run, String id, @Nullable String parent, int items, String title, List<Integer> clusters) {
        ClusterMetrics metrics = new ClusterMetrics(items, 0.5, 0.1, 1.5, 1, null, 3.5, 100.0, null, 0.25, null);
        int depth = parent == null ? 1 : 2;
        return new HierarchyNode(run, id, parent, depth, title, "- " + title, clusters, metrics);
    }

    @Test
    default void groupsComeBackCoarsestAndLargestFirst() {
        HierarchyNode small = node("r1", "2", null, 3, "Orders", List.of(4, 5));
        HierarchyNode large = node("r1", "1", null, 9, "Payments", List.of(0, 1, 2));
        HierarchyNode below = node("r1", "1.1", "1", 20, "Refunds", List.of(1, 2));
        store().saveHierarchy("r1", List.of(below));
        store().saveHierarchy("r1", List.of(below, small, large));
        store().saveHierarchy("r2", List.of(node("r2", "1", null, 1, "Other", List.of(0))));
        assertEquals(List.of(large, small, below), reopened().hierarchy("r1"));
        assertEquals(List.of(), store().hierarchy("r3"));
    }

    @Test
    default void groupsOfARunThatEndsEarlyAreForgotten() {
        RunRecord running = RunsContract.run("r1", Level.TRACE, RunRecord.Status.RUNNING, 0);
        store().saveRun(running);
        store().saveHierarchy("r1", List.of(node("r1", "1", null, 1, "Orders", List.of(0, 1))));
        store().saveRun(running.ended(RunRecord.Status.CANCELLED, null, MONDAY));
        assertEquals(List.of(), store().hierarchy("r1"));
    }

    @Test
    default void groupsOfACompleteRunStay() {
        List<HierarchyNode> nodes = List.of(node("r1", "1", null, 1, "Orders", List.of(0, 1)));
        store().saveHierarchy("r1", nodes);
        store().completeRun(
                        RunsContract.run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 0),
                        List.of(RunsContract.cluster("r1", 0, 2, "Refunds")),
                        List.of(RunsContract.member("t1", 0, 0)),
                        RunsContract.runEvent("r1"));
        store().saveRun(RunsContract.run("r1", Level.TRACE, RunRecord.Status.FAILED, 0));
        assertEquals(nodes, store().hierarchy("r1"));
        assertEquals(List.of(List.of("Orders")), sql("SELECT title FROM hierarchy WHERE run_id = 'r1'"));
    }
}
