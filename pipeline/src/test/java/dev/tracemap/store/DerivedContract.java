package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.facet.Facets;
import dev.tracemap.finding.Finding;
import dev.tracemap.finding.FindingKind;
import dev.tracemap.finding.Findings;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.summary.Summary;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Summaries, facets, measures and vectors.
interface DerivedContract extends OpenedStore {
    Instant LATER = MONDAY.plusSeconds(86_400);

    Findings LOOP = new Findings(
            Findings.VERSION,
            List.of(new Finding(FindingKind.SWALLOWED_ERROR, "put failed.", List.of("L003", "L007"))));

    static ItemRef ref(String id, String revision) {
        return new ItemRef(Level.TRACE, id, List.of(id), MONDAY, revision);
    }

    static ItemDigest digest(ItemRef item, String title) {
        Summary summary = new Summary(
                title,
                "user -> tool -> answer",
                List.of(new Summary.Note("Asked for a refund", List.of("L003"))),
                List.of(new Summary.Note("One retry", List.of())));
        Facets facets = new Facets(
                2,
                3,
                List.of("a", "b"),
                List.of("a", "b", "a"),
                2,
                1250.5,
                300L,
                null,
                1,
                1,
                List.of("c"),
                0,
                List.of("en", "de"),
                "stop");
        return new ItemDigest(
                item, summary, "extractive-1", facets, new ItemMeasures(null, 1.25, 200L, 100L, true, 3, 1), 4711);
    }

    @Test
    default void digestsComeBackAsTheyWere() {
        ItemDigest digest = digest(ref("t1", "1-a"), "Refund of a late order");
        store().saveDigests(1, List.of(digest), LATER, "run-1");
        assertEquals(
                Map.of("t1", digest), reopened().digests(1, List.of(digest.item(), ref("t2", "1-b")), "extractive-1"));
        assertEquals(Map.of(), store().digests(1, List.of(digest.item()), "extractive-2"));
        assertEquals(Map.of(), store().digests(2, List.of(digest.item()), "extractive-1"));
    }

    @Test
    default void aDigestOfAnOlderRevisionIsNotServed() {
        store().saveDigests(1, List.of(digest(ref("t1", "1-a"), "Old")), LATER, null);
        assertEquals(Map.of(), store().digests(1, List.of(ref("t1", "2-b")), "extractive-1"));
    }

    @Test
    default void savingAgainReplacesTheRowAndTheEvent() {
        store().append(List.of(generation("t1", "g", 1).event()));
        store().saveDigests(1, List.of(digest(ref("t1", "1-a"), "Old")), LATER, null);
        store().saveDigests(1, List.of(digest(ref("t1", "2-b"), "New")), LATER, "run-2");
        assertEquals(List.of(List.of("New")), sql("SELECT title FROM item_digests"));
        assertEquals(
                List.of(List.of("t1", "New", "L003", "detailed", "run-2", "4711")),
                sql("SELECT trace_id, "
                        + String.join(
                                ", ",
                                property("properties", "$ai_summary_title"),
                                property("properties", "$ai_summary_bullets", "0", "line_refs", "0"),
                                property("properties", "$ai_summary_mode"),
                                property("properties", "$ai_batch_run_id"),
                                property("properties", "$ai_text_repr_length"))
                        + " FROM events WHERE event = '$ai_trace_summary'"));
    }

    @Test
    default void measuresStandInColumns() {
        store().saveDigests(1, List.of(digest(ref("t1", "1-a"), "A"), digest(ref("t2", "1-a"), "B")), LATER, null);
        assertEquals(
                List.of(List.of(2L, 2.5, 0L, "2", "3")),
                sql("SELECT count(*), sum(latency), count(cost_usd), any_value(" + property("facets", "turn_count")
                        + "), any_value(" + property("facets", "tool_call_count") + ") FROM item_digests"));
    }

    @Test
    default void findingsComeBackAndCanBeCounted() {
        ItemDigest loop = digest(ref("t1", "1-a"), "A").with(LOOP);
        ItemDigest calm = digest(ref("t2", "1-a"), "B").with(Findings.NONE);
        store().saveDigests(1, List.of(loop, calm), LATER, null);
        assertEquals(
                Map.of("t1", loop, "t2", calm),
                reopened().digests(1, List.of(loop.item(), calm.item()), "extractive-1"));
        assertEquals(
                List.of(List.of("t1", 4L), List.of("t2", 2L)),
                sql("SELECT item_id, concern FROM item_digests ORDER BY item_id"));
    }

    @Test
    default void itemsAreFilteredByWhatWasFoundInThem() {
        store().append(List.of(
                generation("t1", "g", 1).event(),
                generation("t2", "g", 1).event(),
                generation("t3", "g", 1).event()));
        store().saveDigests(
                        1,
                        List.of(
                                digest(ref("t1", "1-a"), "A").with(LOOP),
                                digest(ref("t2", "1-a"), "B").with(Findings.NONE)),
                        LATER,
                        null);
        assertEquals(List.of("t1"), filtered("finding", Filter.Operator.EXACT, "swallowed_error"));
        assertEquals(List.of(), filtered("finding", Filter.Operator.IN, "retry_loop", "cut_off_answer"));
        assertEquals(List.of("t2", "t3"), filtered("finding", Filter.Operator.IS_NOT_SET));
        assertEquals(List.of("t1"), filtered("concern", Filter.Operator.GT, "3"));
        assertEquals(List.of("t2", "t3"), filtered("finding", Filter.Operator.IS_NOT, "swallowed_error"));
        var wrong = assertThrows(
                IllegalArgumentException.class, () -> filtered("finding", Filter.Operator.EXACT, "no_such_kind"));
        assertTrue(String.valueOf(wrong.getMessage()).contains("retry_loop"));
    }

    private List<String> filtered(String property, Filter.Operator operator, String... values) {
        ItemQuery query = new ItemQuery(
                1,
                Level.TRACE,
                Instant.EPOCH,
                LATER.plusSeconds(86_400),
                List.of(new Filter(property, operator, List.of(values))),
                null,
                0);
        return store().items(query).stream().map(ItemRef::id).sorted().toList();
    }

    @Test
    default void vectorsAreFoundByTextHash() {
        store().saveVectors("m", Map.of("h1", new float[] {1, -2.5f}, "h2", new float[] {3, 4}));
        store().saveVectors("m", Map.of("h1", new float[] {9, 9}));
        Map<String, float[]> found = reopened().vectors("m", Set.of("h1", "h3"));
        assertEquals(Set.of("h1"), found.keySet());
        assertArrayEquals(new float[] {1, -2.5f}, found.get("h1"), "the first stays");
        assertTrue(store().vectors("other", Set.of("h1")).isEmpty());
    }

    @Test
    default void embeddingsComeInTheOrderOfTheItems() {
        store().saveVectors("m", Map.of("h1", new float[] {1, 2}, "h2", new float[] {3, 4}));
        Map<ItemRef, String> hashes = Map.of(ref("a", "1"), "h1", ref("b", "1"), "h2", ref("c", "1"), "h1");
        store().saveEmbeddings(1, "doc", "plain", "m", hashes);
        store().saveEmbeddings(1, "doc", "plain", "m", Map.of(ref("c", "2"), "h2"));
        Matrix matrix = store().embeddings(1, "doc", "plain", "m", List.of("c", "a", "b", "a"));
        assertArrayEquals(new float[] {3, 4, 1, 2, 3, 4, 1, 2}, matrix.values());
        assertEquals(2, matrix.columns());
    }

    @Test
    default void theMostSimilarItemsComeFirst() {
        store().saveVectors(
                        "m",
                        Map.of("h1", new float[] {1, 0}, "h2", new float[] {0.6f, 0.8f}, "h3", new float[] {0, 1}));
        store().saveEmbeddings(
                        1, "doc", "plain", "m", Map.of(ref("a", "1"), "h1", ref("b", "1"), "h2", ref("c", "1"), "h3"));
        float[] east = {2, 0};
        assertEquals(
                List.of("a", "b"),
                store().similar(1, "doc", "plain", "m", east, _ -> true, 2).stream()
                        .map(Store.Similar::itemId)
                        .toList());
        Store.Similar found =
                store().similar(1, "doc", "plain", "m", east, "b"::equals, 2).getFirst();
        assertEquals(0.6, found.cosine(), 1e-6);
        assertEquals(List.of(), store().similar(1, "doc", "other", "m", east, _ -> true, 2));
    }

    @Test
    default void anItemWithoutAVectorIsNamed() {
        var failure =
                assertThrows(StoreException.class, () -> store().embeddings(1, "doc", "plain", "m", List.of("lost")));
        assertTrue(String.valueOf(failure.getMessage()).contains("lost"));
    }

    @Test
    default void modelUseIsSummedByWorkStageAndModel() {
        ModelUse first = new ModelUse(1, "run-1", "label", "big", MONDAY, 1, 100, 10, 400, 0.5);
        ModelUse summary = new ModelUse(1, "run-1", "summary", "small", MONDAY, 1, 7, 1, 28, null);
        store().saveModelUse(summary);
        store().saveModelUse(first);
        store().saveModelUse(new ModelUse(1, "run-1", "label", "big", LATER, 1, 50, 5, 200, 0.25));
        store().saveModelUse(new ModelUse(1, "run-0", "label", "big", LATER, 1, 3, 2, 12, 0.125));
        store().saveModelUse(new ModelUse(2, "run-1", "label", "big", LATER, 1, 9, 9, 9, 9.0));
        assertEquals(
                List.of(
                        new ModelUse(1, "run-0", "label", "big", LATER, 1, 3, 2, 12, 0.125),
                        new ModelUse(1, "run-1", "label", "big", LATER, 2, 150, 15, 600, 0.75),
                        summary),
                reopened().modelUse(1, MONDAY));
    }

    @Test
    default void modelUseIsCountedFromAMomentOn() {
        ModelUse late = new ModelUse(1, "run-1", "label", "big", LATER, 1, 50, 5, 200, null);
        store().saveModelUse(new ModelUse(1, "run-1", "label", "big", MONDAY, 1, 100, 10, 400, 0.5));
        store().saveModelUse(late);
        assertEquals(List.of(late), store().modelUse(1, LATER));
        assertEquals(List.of(), store().modelUse(1, LATER.plusSeconds(1)));
        assertEquals(List.of(), store().modelUse(3, MONDAY));
    }

    @Test
    default void aBatchIsKeptUntilItIsTaken() {
        List<ModelBatch.Asked> asked = List.of(new ModelBatch.Asked("item-0", "t1", "1-a", 4_711));
        ModelBatch uploaded = new ModelBatch(1, "run-1", "file-1", null, "small/1", MONDAY, asked);
        ModelBatch begun = new ModelBatch(1, "run-1", "file-2", null, "small/1", LATER, asked).begun("batch-2");
        store().saveModelBatch(new ModelBatch(1, "run-1", "file-2", null, "small/1", LATER, asked));
        store().saveModelBatch(begun);
        store().saveModelBatch(uploaded);
        assertEquals(List.of(uploaded, begun), reopened().modelBatches(1, "run-1"));
        assertEquals(List.of(), store().modelBatches(2, "run-1"));
        store().forgetModelBatch(1, "file-1");
        assertEquals(List.of(begun), store().modelBatches(1, "run-1"));
    }

    @Test
    default void nothingToSaveIsFine() {
        store().saveDigests(1, List.of(), LATER, null);
        store().saveVectors("m", Map.of());
        store().saveEmbeddings(1, "doc", "plain", "m", Map.of());
        assertEquals(0, store().embeddings(1, "doc", "plain", "m", List.of()).rows());
    }
}
