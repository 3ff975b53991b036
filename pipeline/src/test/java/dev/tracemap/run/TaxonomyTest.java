package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.lineage.Change;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.Store.NamedBy;
import dev.tracemap.store.TaxonomyEdit;
import dev.tracemap.store.TaxonomyEdit.Action;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people change about clusters, and what later runs make of it.
class TaxonomyTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

    private static final RunInputs INPUTS = inputs();

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(END);
    private Store store;
    private Runs runs;
    private Taxonomy taxonomy;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, now::get);
        Embedder embedder = new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2);
        runs = new Runs(store, new Stages(store, embedder, now::get), now::get);
        taxonomy = new Taxonomy(store, now::get);
        arrive(70, 5, END, Duration.ofDays(6));
    }

    @AfterEach
    void close() {
        runs.close();
        store.close();
    }

    /// Always five clusters, found quickly.
    private static RunInputs inputs() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("dimensionality_reduction_method", "pca").put("visualization_method", "pca");
        json.put("clustering_method", "kmeans");
        json.putObject("clustering_method_params").put("min_k", 5).put("max_k", 5);
        return RunInputs.parse(json);
    }

    private void arrive(int traces, long seed, Instant until, Duration within) {
        store.append(new Generator()
                .generate(new SampleParams(traces, seed, until, within))
                .events());
    }

    private RunRecord run() throws InterruptedException {
        now.updateAndGet(before -> before.plusSeconds(60));
        return runs.await(1, runs.start(1, INPUTS, null).runId(), Duration.ofMinutes(2), _ -> true);
    }

    /// A day later, with a day's traces more and the oldest out of the window.
    private RunRecord nextDay(long seed) throws InterruptedException {
        Instant morning = now.updateAndGet(before -> before.plus(Duration.ofDays(1)));
        arrive(14, seed, morning, Duration.ofHours(20));
        return run();
    }

    private Map<Integer, String> titles(RunRecord run) {
        return store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .collect(Collectors.toMap(ClusterRecord::clusterId, ClusterRecord::title));
    }

    private TaxonomyEdit edit(RunRecord run, Action action, String text, Integer... clusters) {
        return taxonomy.edit(run, new Taxonomy.Wish(action, List.of(clusters), text, NamedBy.USER));
    }

    private TaxonomyEdit standing(RunRecord run, TaxonomyEdit edit) {
        return taxonomy.standing(run).stream()
                .filter(each -> each.editId() == edit.editId())
                .findFirst()
                .orElseThrow(() -> new AssertionError("edit " + edit.editId() + " is over"));
    }

    private Set<String> members(RunRecord run, Collection<Integer> clusters) {
        return store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                .filter(member -> clusters.contains(member.clusterId()))
                .map(Membership::itemId)
                .collect(Collectors.toSet());
    }

    @Test
    void editsSurviveFiveLaterRunsWithChangingData() throws InterruptedException {
        RunRecord first = run();
        assertTrue(first.clusters() >= 5, first.toString());
        TaxonomyEdit renamed = edit(first, Action.RENAME, "What we call it", 0);
        TaxonomyEdit pinned = edit(first, Action.PIN, "", 1);
        TaxonomyEdit merged = edit(first, Action.MERGE, "", 2, 3);
        TaxonomyEdit ignored = edit(first, Action.IGNORE, "", 4);
        TaxonomyEdit noted = edit(first, Action.NOTE, "ask Mia about these", 0);
        assertEquals("What we call it", titles(first).get(0));
        Set<String> together = members(first, List.of(2, 3));
        RunRecord last = first;
        for (int day = 1; day <= 5; day++) {
            last = nextDay(100 + day);
            TaxonomyEdit name = standing(last, renamed);
            assertEquals("What we call it", titles(last).get(name.clusters().getFirst()));
            TaxonomyEdit pin = standing(last, pinned);
            assertEquals(titles(first).get(1), titles(last).get(pin.clusters().getFirst()));
            assertEquals(1, standing(last, merged).clusters().size());
            TaxonomyEdit hidden = taxonomy.log(1).stream()
                    .map(Taxonomy.Entry::last)
                    .filter(each -> each.editId() == ignored.editId())
                    .findFirst()
                    .orElseThrow();
            assertEquals(Set.copyOf(hidden.clusters()), taxonomy.ignored(last));
            assertEquals(hidden.over(), !hidden.remark().isEmpty(), "it does not end without a word");
            assertEquals(name.clusters(), standing(last, noted).clusters());
            assertEquals(
                    titles(last).size(),
                    titles(last).values().stream().distinct().count(),
                    "no two clusters of a run share a title");
            if (day == 1) {
                Set<String> now = members(last, standing(last, merged).clusters());
                Set<String> left = members(last, titles(last).keySet());
                together.retainAll(left);
                long stayed = together.stream().filter(now::contains).count();
                assertTrue(stayed > 0.7 * together.size(), stayed + " of " + together.size());
            }
        }
        assertEquals(5, taxonomy.log(1).size());
        assertEquals(last.runId(), taxonomy.log(1).getLast().last().runId());
        TaxonomyEdit late = edit(first, Action.RENAME, "Named afterwards", 0);
        int there = standing(last, late).clusters().getFirst();
        assertEquals(
                "Named afterwards", titles(last).get(there), "an edit of an older run reaches those that followed");
        assertTrue(taxonomy.log(1).getLast().last().over(), "of two titles the later one stays");
        taxonomy.undo(1, late.editId(), NamedBy.USER);
        assertTrue(taxonomy.log(1).getFirst().last().remark().contains("undone by user"));
        whatCannotBeEditedIsAdvice(last);
    }

    @Test
    void anEditGoesWhereItsClusterWent() {
        List<TaxonomyEdit> live = List.of(
                row(1, Action.RENAME, 0), row(2, Action.NOTE, 1), row(3, Action.PIN, 2), row(4, Action.IGNORE, 3));
        List<Change> changes = List.of(
                new Change.Split(0, List.of(5, 6)),
                new Change.Gone(1),
                new Change.Continues(2, 0, 0.9, Change.By.ITEMS),
                new Change.Merged(List.of(3, 4), 2));
        List<TaxonomyEdit> carried = Carrying.of(
                        live, new Carrying.Following("later", changes, Map.of(0, 9, 2, 9, 5, 3, 6, 30), "", Map.of()))
                .placed(new int[] {0, 1, 2, 3, 4, 5, 6});
        Map<Integer, TaxonomyEdit> byId =
                carried.stream().collect(Collectors.toMap(TaxonomyEdit::editId, Function.identity()));
        assertEquals(List.of(6), byId.get(1).clusters(), "the largest part keeps the title");
        assertTrue(byId.get(2).over());
        assertTrue(byId.get(2).remark().contains("gone"), byId.get(2).remark());
        assertEquals(List.of(0), byId.get(3).clusters());
        assertTrue(byId.get(4).over(), "what was not ignored must not disappear");
    }

    @Test
    void aMergedPartThatComesBackIsKnownByItsPlace() {
        TaxonomyEdit merge = row(1, Action.MERGE, 0)
                .in("former", List.of(0), "", List.of(new TaxonomyEdit.Part("m", List.of(0f, 1f))));
        List<Change> changes =
                List.of(new Change.Continues(0, 0, 0.9, Change.By.ITEMS), new Change.New(1), new Change.New(2));
        Map<Integer, float[]> centroids =
                Map.of(0, new float[] {1, 0}, 1, new float[] {0.1f, 1}, 2, new float[] {-1, 0});
        Carrying carrying = Carrying.of(
                List.of(merge), new Carrying.Following("later", changes, Map.of(0, 9, 1, 5, 2, 7), "m", centroids));
        assertEquals(List.of(Set.of(0, 1)), carrying.together());
        TaxonomyEdit carried = carrying.placed(new int[] {0, 0, 1}).getFirst();
        assertEquals(List.of(0), carried.clusters());
        assertEquals(2, carried.parts().size());
    }

    private static TaxonomyEdit row(int id, Action action, int cluster) {
        return new TaxonomyEdit(
                1, id, "former", action, List.of(cluster), "text " + id, NamedBy.USER, END, false, "", List.of());
    }

    private void whatCannotBeEditedIsAdvice(RunRecord run) {
        assertThrows(IllegalArgumentException.class, () -> edit(run, Action.PIN, "", -1));
        assertThrows(IllegalArgumentException.class, () -> edit(run, Action.MERGE, "", 1));
        assertThrows(IllegalArgumentException.class, () -> edit(run, Action.NOTE, " ", 1));
        String other = titles(run).get(1);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> edit(run, Action.RENAME, other, 0))
                .getMessage()
                .contains("cluster 1"));
        assertThrows(IllegalArgumentException.class, () -> taxonomy.undo(1, 77, NamedBy.USER));
    }
}
