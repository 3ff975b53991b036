package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.store.TaxonomyEdit.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Edits of clusters.
interface TaxonomyContract extends OpenedStore {

    private static TaxonomyEdit edit(long team, int id, String run, String text) {
        return new TaxonomyEdit(
                team,
                id,
                run,
                Action.MERGE,
                List.of(3, 5),
                text,
                Store.NamedBy.USER,
                MONDAY,
                false,
                "",
                List.of(new TaxonomyEdit.Part("a model", List.of(0.25f, -1.5f))));
    }

    @Test
    default void anEditHasOneRowInEachRun() {
        store().saveEdits(List.of(edit(1, 2, "run-b", "two"), edit(1, 1, "run-b", "x"), edit(2, 1, "run-c", "other")));
        store().saveEdits(List.of(edit(1, 1, "run-a", "one"), edit(1, 1, "run-b", "one")));
        assertEquals(
                List.of(edit(1, 1, "run-a", "one"), edit(1, 1, "run-b", "one"), edit(1, 2, "run-b", "two")),
                reopened().edits(1, null));
        assertEquals(List.of(edit(2, 1, "run-c", "other")), store().edits(2, "run-c"));
        assertEquals(List.of(), store().edits(2, "run-a"));
    }

    @Test
    default void anEndedEditKeepsWhatItSaid() {
        TaxonomyEdit ended = edit(1, 1, "run-a", "one").ended(null, "undone");
        store().saveEdits(List.of(edit(1, 1, "run-a", "one")));
        store().saveEdits(List.of(ended));
        assertEquals(List.of(ended), store().edits(1, "run-a"));
    }
}
