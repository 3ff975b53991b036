package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.Captured.named;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.label.Label;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Runs and what belongs to them.
interface RunsContract extends OpenedStore {

    static RunRecord run(String id, Level level, RunRecord.Status status, int minute) {
        boolean over = status == RunRecord.Status.COMPLETE;
        return new RunRecord(
                id,
                1,
                level,
                "jdaily",
                "Daily",
                status,
                over ? "emit" : "read",
                over ? 1 : 0.25,
                over ? 1 : 2,
                MONDAY.plusSeconds(60L * minute),
                over ? MONDAY.plusSeconds(60L * minute + 5) : null,
                MONDAY.minusSeconds(3600),
                MONDAY,
                Json.newObject().put("seed", 42).put("axis", "summary"),
                3,
                2,
                1,
                1.5,
                List.of("small sample"),
                null);
    }

    static ClusterRecord cluster(String run, int id, int size, String title) {
        Map<String, Integer> sequences = new LinkedHashMap<>();
        sequences.put("z > a", 3);
        sequences.put("a", 1);
        return new ClusterRecord(
                run,
                id,
                size,
                title,
                "- one\n- two",
                new float[] {0.5f, -1},
                1.5,
                -2,
                0.7,
                List.of("t2", "t1"),
                sequences,
                new ClusterMetrics(size, 0.5, 0.1, null, 1, 2.5, 3.5, 100.0, null, 0.25, null));
    }

    static Membership member(String item, int cluster, int rank) {
        return new Membership(
                item, item, cluster, 0.9, 1, 0.1, 0.25, rank, 1, 2, "Title of " + item, MONDAY, List.of(0, cluster));
    }

    static Membership noise(String item) {
        return new Membership(
                item, item, -1, null, null, null, null, null, 1, 2, "Title of " + item, MONDAY, List.of(0, -1));
    }

    static Event runEvent(String run) {
        return named("$ai_trace_clusters", run, 0)
                .with("$ai_clustering_run_id", run)
                .with("$ai_clusters", List.of(Map.of("cluster_id", 0, "title", "Refunds", "description", "- one")))
                .event();
    }

    private void complete(String id, Level level, int minute) {
        store().completeRun(
                        run(id, level, RunRecord.Status.COMPLETE, minute),
                        List.of(
                                cluster(id, -1, 9, "Outliers"),
                                cluster(id, 0, 2, "Refunds"),
                                cluster(id, 1, 5, "Orders")),
                        List.of(noise("t4"), member("t2", 0, 1), member("t1", 0, 0), member("t3", 1, 0)),
                        runEvent(id));
    }

    @Test
    default void labelProgressIsKeptUntilTheRunIsOver() {
        for (String run : List.of("r1", "r2")) {
            store().saveLabelProgress(run, Json.newObject().put("steps", 1));
            store().saveLabelProgress(run, Json.newObject().put("steps", 2));
            store().saveRun(run(run, Level.TRACE, RunRecord.Status.RUNNING, 0));
        }
        assertEquals(
                Json.newObject().put("steps", 2), reopened().labelProgress("r1").orElseThrow());
        store().completeRun(run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 0), List.of(), List.of(), runEvent("r1"));
        store().saveRun(run("r2", Level.TRACE, RunRecord.Status.RUNNING, 0)
                .ended(RunRecord.Status.CANCELLED, null, MONDAY));
        assertEquals(Optional.empty(), store().labelProgress("r1"));
        assertEquals(Optional.empty(), store().labelProgress("r2"));
    }

    @Test
    default void whatStagesMadeIsKeptUntilTheRunIsOver() {
        for (String run : List.of("r1", "r2")) {
            store().saveRun(run(run, Level.TRACE, RunRecord.Status.RUNNING, 0));
            store().saveOutcome(run, "embed", Json.newObject().put("items", 1));
            store().saveOutcome(run, "embed", Json.newObject().put("items", 2));
            store().saveOutcome(run, "embed/0", Json.newObject().put("items", 3));
            store().saveOutcome(run, "emit", Json.newObject());
        }
        assertEquals(
                Map.of(
                        "embed", Json.newObject().put("items", 2),
                        "embed/0", Json.newObject().put("items", 3)),
                reopened().outcomes("r1", "embed"));
        assertEquals(Map.of(), store().outcomes("r1", "label"));
        store().completeRun(run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 0), List.of(), List.of(), runEvent("r1"));
        store().saveRun(run("r2", Level.TRACE, RunRecord.Status.RUNNING, 0)
                .ended(RunRecord.Status.CANCELLED, null, MONDAY));
        assertEquals(Map.of(), store().outcomes("r1", "embed"));
        assertEquals(Map.of(), store().outcomes("r2", "embed"));
    }

    @Test
    default void aRunIsReplacedAsItGoesOn() {
        store().saveRun(run("r1", Level.TRACE, RunRecord.Status.QUEUED, 1));
        RunRecord running = run("r1", Level.TRACE, RunRecord.Status.RUNNING, 1);
        store().saveRun(running);
        assertEquals(Optional.of(running), reopened().run(1, "r1"));
        assertEquals(Optional.empty(), store().run(2, "r1"), "another team's");
        assertEquals(Optional.empty(), store().run(1, "r2"));
    }

    @Test
    default void runsComeNewestFirst() {
        store().saveRun(run("r1", Level.TRACE, RunRecord.Status.FAILED, 1));
        store().saveRun(run("r3", Level.TRACE, RunRecord.Status.RUNNING, 3));
        complete("r2", Level.TRACE, 2);
        assertEquals(
                List.of("r3", "r2", "r1"),
                store().runs(1, 10).stream().map(RunRecord::runId).toList());
        assertEquals(1, store().runs(1, 1).size());
    }

    @Test
    default void clustersComeLargestFirstAndNoiseLast() {
        complete("r1", Level.TRACE, 1);
        List<ClusterRecord> clusters = reopened().clusters("r1");
        assertEquals(
                List.of(1, 0, -1),
                clusters.stream().map(ClusterRecord::clusterId).toList());
        ClusterRecord expected = cluster("r1", 0, 2, "Refunds");
        ClusterRecord refunds = clusters.get(1);
        assertArrayEquals(expected.centroid(), refunds.centroid());
        assertEquals(expected.metrics(), refunds.metrics());
        assertEquals(expected.exemplars(), refunds.exemplars());
        assertEquals(
                List.copyOf(expected.topSequences().entrySet()),
                List.copyOf(refunds.topSequences().entrySet()));
    }

    @Test
    default void membershipsComeByClusterRankAndItem() {
        complete("r1", Level.TRACE, 1);
        assertEquals(
                List.of(noise("t4"), member("t1", 0, 0), member("t2", 0, 1), member("t3", 1, 0)),
                store().memberships("r1", null, 0, 10));
        assertEquals(List.of(member("t2", 0, 1)), store().memberships("r1", 0, 1, 10));
        assertEquals(List.of(noise("t4")), store().memberships("r1", null, 0, 1));
    }

    @Test
    default void completingTwiceChangesNothing() {
        store().saveRun(run("r1", Level.TRACE, RunRecord.Status.RUNNING, 1));
        complete("r1", Level.TRACE, 1);
        complete("r1", Level.TRACE, 9);
        store().saveRun(run("r1", Level.TRACE, RunRecord.Status.RUNNING, 1));
        assertEquals(Optional.of(run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 1)), store().run(1, "r1"));
        assertEquals(4, store().memberships("r1", null, 0, 100).size());
        assertEquals(3, store().clusters("r1").size());
        assertEquals(List.of(List.of(1L)), sql("SELECT count(*) FROM events WHERE event = '$ai_trace_clusters'"));
    }

    @Test
    default void onlyCompletingMakesARunComplete() {
        RunRecord complete = run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 1);
        RunRecord running = run("r1", Level.TRACE, RunRecord.Status.RUNNING, 1);
        assertThrows(IllegalArgumentException.class, () -> store().saveRun(complete));
        assertThrows(IllegalArgumentException.class, () -> store().completeRun(
                        running, List.of(), List.of(), runEvent("r1")));
    }

    @Test
    default void aTraceKnowsItsClustersNewestRunFirst() {
        complete("r1", Level.TRACE, 1);
        complete("r2", Level.TRACE, 2);
        assertEquals(
                List.of(
                        new Store.TraceCluster("r2", Level.TRACE, "t1", 0, "Refunds"),
                        new Store.TraceCluster("r1", Level.TRACE, "t1", 0, "Refunds")),
                store().clustersOfTrace(1, "t1"));
        assertTrue(store().clustersOfTrace(2, "t1").isEmpty());
    }

    @Test
    default void aTraceInsideASessionKnowsTheSessionsCluster() {
        store().append(List.of(
                generation("x1", "g", 1).session("t3").event(),
                generation("x2", "g", 2).session("t3").event()));
        complete("r1", Level.SESSION, 1);
        assertEquals(
                List.of(new Store.TraceCluster("r1", Level.SESSION, "t3", 1, "Orders")),
                store().clustersOfTrace(1, "x2"));
    }

    @Test
    default void newLabelsStandInTheTableAndInTheEvent() {
        complete("r1", Level.TRACE, 1);
        assertEquals(
                2,
                store().saveLabels(
                                "r1",
                                Map.of(0, new Label("Late refunds", "- new")),
                                Store.NamedBy.AGENT,
                                Captured.MONDAY));
        assertEquals("Late refunds", store().clusters("r1").get(1).title());
        assertEquals("Orders", store().clusters("r1").getFirst().title());
        assertEquals(
                List.of(List.of("Late refunds", "- new")),
                sql("SELECT " + property("properties", "$ai_clusters", "0", "title") + ", "
                        + property("properties", "$ai_clusters", "0", "description")
                        + " FROM events WHERE event = '$ai_trace_clusters'"));
    }

    @Test
    default void formerLabelsAreKeptWithWhoGaveThem() {
        complete("r1", Level.TRACE, 1);
        assertEquals(List.of(), store().labelVersions("r1"));
        Map<Integer, Label> one = Map.of(0, new Label("Late refunds", "- new"));
        Map<Integer, Label> both = Map.of(0, new Label("Refunds", "- a"), 1, new Label("Open orders", "- b"));
        assertEquals(2, store().saveLabels("r1", one, Store.NamedBy.AGENT, Captured.MONDAY));
        assertEquals(3, store().saveLabels("r1", both, Store.NamedBy.USER, Captured.MONDAY.plusSeconds(9)));
        assertEquals(
                List.of(
                        new Store.LabelVersion(3, Store.NamedBy.USER, Captured.MONDAY.plusSeconds(9), List.of(0, 1)),
                        new Store.LabelVersion(2, Store.NamedBy.AGENT, Captured.MONDAY, List.of(0))),
                store().labelVersions("r1"));
        assertEquals(
                List.of(List.of("Orders", "run"), List.of("Open orders", "user")),
                sql("SELECT title, named_by FROM labels WHERE cluster_id = 1 ORDER BY version"));
    }
}
