package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.Captured.named;
import static dev.tracemap.store.Captured.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.insight.Driver;
import dev.tracemap.label.Label;
import dev.tracemap.score.Judgement;
import dev.tracemap.score.Score;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Forgetting. Ann's trace `t1` holds the word that only she said.
interface DeletionContract extends OpenedStore {
    String PLANTED = "Quetzalcoatlus-4711";

    /// Where the store keeps its files.
    List<Path> files();

    private void fill() {
        store().append(List.of(
                generation("t1", "s1", 1)
                        .user("ann")
                        .session("both")
                        .with("$ai_input", PLANTED)
                        .event(),
                span("t1", "s2", 2)
                        .user("")
                        .with("$ai_input_state", "she said " + PLANTED)
                        .event(),
                generation("t2", "s1b", 3).user("bob").session("both").event(),
                generation("t3", "s3", 60).user("bob").event(),
                generation("t1", "s9", 1).team(2).user("bob").event()));
        for (ItemRef ref : List.of(
                DerivedContract.ref("t1", "1-a"),
                new ItemRef(Level.SESSION, "both", List.of("t1", "t2"), MONDAY, "1-a"))) {
            store().saveDigests(1, List.of(DerivedContract.digest(ref, "Feed a " + PLANTED)), MONDAY, null);
            store().saveEmbeddings(1, "doc", "plain", "m", Map.of(ref, "h1"));
        }
        ItemRef other = DerivedContract.ref("t2", "1-a");
        store().saveDigests(1, List.of(DerivedContract.digest(other, "Refunds, feed")), MONDAY, null);
        store().saveEmbeddings(1, "doc", "plain", "m", Map.of(other, "h2"));
        store().saveVectors("m", Map.of("h1", new float[] {1}, "h2", new float[] {2}));
        run("mixed", "Feed a Quetzalcoatlus", List.of("t1", "t2"));
        run("alone", "Feed a " + PLANTED, List.of("t1"));
        run("carried", PLANTED, List.of("t2"));
        store().saveScores(
                        1,
                        List.of(new Score(
                                Level.TRACE,
                                "t1",
                                "1-a",
                                "kind",
                                "v",
                                "agent",
                                new Judgement(1, PLANTED, List.of()),
                                MONDAY)));
        for (String run : List.of("mixed", "alone")) {
            store().saveDrivers(
                            run,
                            List.of(new Driver(
                                    0, Driver.Subject.MEMBERSHIP, null, "pet", PLANTED, 5, 1, 0, 1, 0.01, 0.01)));
        }
        store().saveLabelProgress("mixed", Json.newObject().put("said", PLANTED));
        store().saveOutcome("mixed", "label", Json.newObject().put("said", PLANTED));
        store().saveModelBatch(new ModelBatch(
                1,
                "work",
                "file",
                "batch",
                "small",
                MONDAY,
                List.of(new ModelBatch.Asked("0", "t1", "1", 5), new ModelBatch.Asked("1", "t2", "1", 5))));
        store().saveModelUse(new ModelUse(1, "work", "label", "big", MONDAY, 1, 1, 1, 1, null));
    }

    private void run(String id, String title, List<String> items) {
        Event event = named("$ai_trace_clusters", id, 0)
                .with("$ai_clustering_run_id", id)
                .with(
                        "$ai_clusters",
                        List.of(
                                Map.of(
                                        "cluster_id",
                                        0,
                                        "size",
                                        items.size(),
                                        "title",
                                        title,
                                        "description",
                                        "- " + PLANTED,
                                        "traces",
                                        Map.of(items.getFirst(), Map.of("x", 1))),
                                Map.of("cluster_id", 1, "size", 1, "title", "Refunds", "traces", Map.of())))
                .with(
                        "$ai_cluster_hierarchy",
                        List.of(
                                Map.of("node_id", "1", "size", 3, "title", PLANTED, "clusters", List.of(0, 1)),
                                Map.of("node_id", "2", "size", 1, "title", "Refunds", "clusters", List.of(1))))
                .event();
        store().completeRun(
                        RunsContract.run(id, Level.TRACE, RunRecord.Status.COMPLETE, 1),
                        List.of(
                                RunsContract.cluster(id, 0, items.size(), title),
                                RunsContract.cluster(id, 1, 1, "Refunds")),
                        items.stream()
                                .map(item -> RunsContract.member(item, 0, 0))
                                .toList(),
                        event);
        store().saveHierarchy(
                        id,
                        List.of(
                                HierarchyContract.node(id, "1", null, 3, PLANTED, List.of(0, 1)),
                                HierarchyContract.node(id, "2", null, 1, "Refunds", List.of(1))));
        store().saveLabels(id, Map.of(0, new Label("Refunds", "- feed")), Store.NamedBy.USER, MONDAY);
        store().saveLabels(id, Map.of(0, new Label(title, "- feed")), Store.NamedBy.AGENT, MONDAY);
    }

    @Test
    default void aUserGoesWithAllThatWasDerived() throws Exception {
        fill();
        Deleted counted = store().deletable(new Deletion.OfUser(1, "ann"));
        assertTrue(store().trace(1, "t1").isPresent(), "counting changes nothing");
        assertFalse(Planted.filesWith(files(), PLANTED).isEmpty(), "where it can be found");

        Deleted deleted = store().delete(new Deletion.OfUser(1, "ann"));

        assertEquals(counted, deleted);
        assertEquals(new Deleted(1, 4, 2, 2, 1, 2, 1, 4), deleted);
        assertFalse(store().trace(1, "t1").isPresent());
        assertTrue(store().trace(1, "t2").isPresent());
        assertTrue(store().trace(2, "t1").isPresent(), "another team's");
        assertEquals(List.of(List.of("t2")), sql("SELECT item_id FROM item_digests"));
        assertEquals(List.of(List.of("h2")), sql("SELECT text_hash FROM vectors"));
        assertEquals(
                List.of("1"),
                store().modelBatches(1, "work").getFirst().questions().stream()
                        .map(ModelBatch.Asked::key)
                        .toList());
        assertTrue(store().labelProgress("mixed").isEmpty());
        assertEquals(Map.of(), store().outcomes("mixed", "label"));
        assertEquals(List.of(), store().drivers("mixed"));
        store().close();
        assertEquals(List.of(), Planted.filesWith(files(), PLANTED, "Quetzalcoatlus"));
        reopened();
        assertTrue(store().run(1, "alone").isEmpty());
        assertEquals(1, store().run(1, "mixed").orElseThrow().items());
        assertEquals(
                new Store.Appended(0, 1, List.of()),
                store().append(List.of(generation("t3", "s3", 60).user("bob").event())));
    }

    @Test
    default void aRunKeepsItsOtherItems() {
        fill();
        store().delete(new Deletion.OfTrace(1, "t1"));
        assertEquals(
                List.of("t2"),
                store().memberships("mixed", null, 0, 10).stream()
                        .map(Membership::itemId)
                        .toList());
        ClusterRecord left = store().clusters("mixed").getFirst();
        assertEquals(1, store().clusters("mixed").size(), "an empty cluster goes");
        assertEquals(1, left.size());
        assertEquals(1.0, left.metrics().share());
        assertEquals(List.of("t2"), left.exemplars());
        assertEquals("Cluster 0", left.title());
        assertEquals("Cluster 0", store().clusters("carried").getFirst().title());
        assertEquals(
                List.of(List.of("Cluster 0", "1", "{}", "1")),
                sql("SELECT " + property("properties", "$ai_clusters", "0", "title") + ", "
                        + property("properties", "$ai_clusters", "0", "size") + ", "
                        + property("properties", "$ai_clusters", "0", "traces") + ", "
                        + property("properties", "$ai_total_items_analyzed")
                        + " FROM events WHERE event = '$ai_trace_clusters' AND uuid = (SELECT event_uuid FROM runs"
                        + " WHERE run_id = 'mixed')"));
        assertEquals(
                List.of(List.of(2L, "Refunds")),
                sql("SELECT version, title FROM labels WHERE run_id = 'mixed' AND cluster_id = 0"));
    }

    @Test
    default void aGroupKeepsTheClustersThatStay() {
        fill();
        store().delete(new Deletion.OfTrace(1, "t1"));
        assertEquals(1, store().hierarchy("mixed").size(), "a group without clusters goes");
        HierarchyNode left = store().hierarchy("mixed").getFirst();
        assertEquals(List.of(0), left.clusters());
        assertEquals(1, left.size());
        assertEquals(1.0, left.metrics().share());
        assertEquals("Group 1", left.title());
        assertEquals(
                List.of(List.of("Group 1", "0", "1")),
                sql("SELECT " + noted("title") + ", " + noted("clusters", "0") + ", " + noted("size")
                        + " FROM events WHERE event = '$ai_trace_clusters' AND uuid = (SELECT event_uuid FROM runs"
                        + " WHERE run_id = 'mixed')"));
    }

    private String noted(String... path) {
        List<String> whole = new ArrayList<>(List.of("$ai_cluster_hierarchy", "0"));
        whole.addAll(List.of(path));
        return property("properties", whole.toArray(String[]::new));
    }

    @Test
    default void aNameThatOthersCouldHaveGivenStays() {
        fill();
        store().saveLabels("mixed", Map.of(0, new Label("Refunds, feed", "- order")), Store.NamedBy.USER, MONDAY);
        store().delete(new Deletion.OfTrace(1, "t1"));
        assertEquals("Refunds, feed", store().clusters("mixed").getFirst().title());
    }

    @Test
    default void whatEndedBeforeAMomentGoesAsAWhole() {
        store().append(List.of(
                generation("old", "a", 1).event(),
                generation("long", "b", 1).event(),
                generation("long", "c", 30).event(),
                generation("new", "d", 30).event(),
                Captured.alone("$ai_feedback", "f", 1).event()));
        Deleted deleted = store().delete(new Deletion.Before(1, MONDAY.plusSeconds(600)));
        assertEquals(1, deleted.traces());
        assertEquals(2, deleted.events());
        assertEquals(List.of(List.of("long"), List.of("new")), sql("SELECT DISTINCT trace_id FROM events ORDER BY 1"));
    }

    @Test
    default void aTeamGoesWithItsRunsAndBooks() {
        fill();
        store().saveJob(new JobRecord(1, "jx", "X", "trace", Json.newObject(), "daily", true, MONDAY));
        store().delete(new Deletion.OfTeam(1));
        assertEquals(List.of(2L), store().teams());
        assertTrue(store().runs(1, 10).isEmpty());
        assertTrue(store().modelUse(1, MONDAY).isEmpty());
        assertTrue(store().modelBatches(1, "work").isEmpty());
        for (String table : List.of(
                "item_digests", "item_embeddings", "vectors", "clusters", "hierarchy", "memberships", "labels")) {
            assertEquals(List.of(List.of(0L)), sql("SELECT count(*) FROM " + table), table);
        }
    }

    @Test
    default void whatIsNotThereIsNothing() {
        fill();
        assertEquals(Deleted.NOTHING, store().delete(new Deletion.OfUser(1, "nobody")));
        assertEquals(Deleted.NOTHING, store().delete(new Deletion.OfTrace(3, "t1")));
        assertTrue(store().trace(1, "t1").isPresent());
    }
}
