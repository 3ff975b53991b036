package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.DerivedContract.digest;
import static dev.tracemap.store.DerivedContract.ref;
import static dev.tracemap.store.RunsContract.cluster;
import static dev.tracemap.store.RunsContract.member;
import static dev.tracemap.store.RunsContract.noise;
import static dev.tracemap.store.RunsContract.run;
import static dev.tracemap.store.RunsContract.runEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tracemap.finding.Findings;
import dev.tracemap.trace.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the map shows of a run.
interface MapContract extends OpenedStore {

    private RunRecord clustered() {
        RunRecord run = run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 1);
        store().completeRun(
                        run,
                        List.of(cluster("r1", 0, 2, "Refunds"), cluster("r1", 1, 2, "Orders")),
                        List.of(
                                member("t3", 1, 0),
                                member("t4", 1, 1),
                                member("t2", 0, 1),
                                member("t1", 0, 0),
                                noise("t5")),
                        runEvent("r1"));
        return run;
    }

    @Test
    default void pointsComeByClusterAndRankWithTheirFigures() {
        store().append(List.of(
                generation("t1", "g2", 2).model("o3").event(),
                generation("t1", "g1", 1).model("gpt-5").event(),
                generation("t2", "g1", 1).event()));
        store().saveDigests(1, List.of(digest(ref("t1", "1"), "Old")), DerivedContract.LATER, null);
        assertEquals(
                List.of(
                        new Store.MapPoint(1, 2, -1, MONDAY, null, null, false, null),
                        new Store.MapPoint(1, 2, 0, MONDAY, null, 1.25, true, "gpt-5"),
                        new Store.MapPoint(1, 2, 0, MONDAY, null, null, false, null),
                        new Store.MapPoint(1, 2, 1, MONDAY, null, null, false, null),
                        new Store.MapPoint(1, 2, 1, MONDAY, null, null, false, null)),
                store().mapPoints(clustered()));
    }

    @Test
    default void findingsAndConcernAreCountedByCluster() {
        store().append(List.of(
                generation("t1", "g1", 1).user("ada").event(),
                generation("t2", "g1", 1).user("ben").event(),
                generation("t3", "g1", 1).user("ben").event()));
        store().saveDigests(
                        1,
                        List.of(
                                digest(ref("t1", "1"), "A").with(DerivedContract.LOOP),
                                digest(ref("t2", "1"), "B").with(Findings.NONE),
                                digest(ref("t5", "1"), "C").with(DerivedContract.LOOP)),
                        DerivedContract.LATER,
                        null);
        RunRecord run = clustered();
        assertEquals(
                List.of(
                        new Store.FindingCount(0, "swallowed_error", 1),
                        new Store.FindingCount(-1, "swallowed_error", 1)),
                store().findings(run));
        assertEquals(
                List.of(
                        new Store.ClusterConcern(0, 2, 3.0, 2),
                        new Store.ClusterConcern(1, 2, null, 1),
                        new Store.ClusterConcern(-1, 1, 4.0, 0)),
                store().concerns(run));
        List<ItemFigures> figures = store().figures(run);
        assertEquals(
                List.of("t1", "t2", "t3", "t4", "t5"),
                figures.stream().map(ItemFigures::itemId).toList());
        ItemFigures first = figures.getFirst();
        assertEquals(
                new ItemFigures(
                        "t1",
                        "t1",
                        0,
                        first.probability(),
                        first.title(),
                        null,
                        1.25,
                        300L,
                        1,
                        4,
                        List.of("swallowed_error")),
                first);
        assertEquals(List.of(), figures.get(2).findings());
        assertNull(figures.get(2).tokens());
        assertNull(figures.getLast().probability());
    }
}
