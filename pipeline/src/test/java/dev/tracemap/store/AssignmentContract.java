package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.DerivedContract.digest;
import static dev.tracemap.store.RunsContract.cluster;
import static dev.tracemap.store.RunsContract.member;
import static dev.tracemap.store.RunsContract.noise;
import static dev.tracemap.store.RunsContract.run;
import static dev.tracemap.store.RunsContract.runEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Centroids;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.UnitRows;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Items that were not clustered, put beside the nearest centroid by the engine.
interface AssignmentContract extends OpenedStore {
    int WIDE = 24;
    double TIE = 1e-5;

    private static Assigning assigning(String run) {
        Instant from = MONDAY.minus(Duration.ofDays(1));
        ItemQuery window = new ItemQuery(1, Level.TRACE, from, from.plus(Duration.ofDays(9)), List.of(), null, 7);
        return new Assigning(run, window, "d", "r", "m");
    }

    private static float[] random(Random random, int columns) {
        float[] values = new float[columns];
        for (int i = 0; i < columns; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /// Traces with an embedding each; their events, digests and vectors.
    private List<ItemRef> embedded(List<float[]> vectors) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            events.add(generation("t" + i, "g", i % 1000)
                    .with("$ai_latency", 1 + i % 7)
                    .event());
        }
        store().append(events);
        List<ItemRef> items = store().items(assigning("any").window());
        Map<String, float[]> byHash = new LinkedHashMap<>();
        Map<ItemRef, String> hashes = new LinkedHashMap<>();
        for (ItemRef item : items) {
            hashes.put(item, "h" + item.id());
            byHash.put("h" + item.id(), vectors.get(Integer.parseInt(item.id().substring(1))));
        }
        store().saveVectors("m", byHash);
        store().saveEmbeddings(1, "d", "r", "m", hashes);
        store().saveDigests(
                        1,
                        items.stream()
                                .map(item -> digest(item, "Item " + item.id()))
                                .toList(),
                        MONDAY,
                        null);
        return items;
    }

    private static Centroids axes(double radius) {
        return new Centroids(new Matrix(2, 2, new float[] {1, 0, 0, 1}), new double[] {radius, radius});
    }

    private Assigned small() {
        embedded(List.of(
                new float[] {5, 0},
                new float[] {1, 0.1f},
                new float[] {0, 2},
                new float[] {-1, -1},
                new float[] {0, 0},
                new float[] {0.1f, 1}));
        store().saveRun(run("r1", Level.TRACE, RunRecord.Status.RUNNING, 0));
        return store().assign(assigning("r1"), axes(0.1), Map.of("t0", 0, "t2", 1));
    }

    @Test
    default void whatWasNotClusteredGetsTheNearestCentroidWithinReach() {
        Assigned assigned = small();
        assertEquals(2, assigned.assigned());
        assertEquals(2, assigned.nowhere());
        assertEquals(List.of(0, 1, -1), List.copyOf(assigned.metrics().keySet()));
        assertEquals(
                List.of(2, 2, 2),
                assigned.metrics().values().stream().map(ClusterMetrics::items).toList());
        assertEquals(1.0 / 3, assigned.metrics().get(0).share(), 1e-9);
        assertEquals(200, assigned.metrics().get(0).averageInputTokens());
        assertEquals(1.25, assigned.metrics().get(0).p95LatencySeconds());
        assertEquals(
                List.of("t3", "t4"),
                store().unassigned(assigning("r1"), 10).stream()
                        .map(ItemRef::id)
                        .toList());
        assertEquals(1, store().unassigned(assigning("r1"), 1).size());
    }

    @Test
    default void theAssignedAreMembersOfTheCompleteRun() {
        small();
        store().completeRun(
                        run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 0),
                        List.of(cluster("r1", 0, 2, "A"), cluster("r1", 1, 2, "B")),
                        List.of(member("t0", 0, 0), member("t2", 1, 0)),
                        runEvent("r1"));
        List<Membership> members = reopened().memberships("r1", null, 0, 100);
        assertEquals(
                List.of("t3", "t4", "t0", "t1", "t2", "t5"),
                members.stream().map(Membership::itemId).toList());
        Membership assigned = members.get(3);
        assertTrue(assigned.assigned());
        assertFalse(members.get(2).assigned());
        assertEquals("Item t1", assigned.title());
        assertEquals("t1", assigned.traceId());
        assertEquals(1 - 1 / Math.sqrt(1.01), assigned.distanceToCentroid(), 1e-6);
        assertEquals(1 - assigned.distanceToCentroid() / 0.2, assigned.probability(), 1e-6);
        assertNull(assigned.rank());
        assertEquals(List.of(), assigned.layers());
        assertEquals(members.get(2).x(), assigned.x());
        assertNull(members.get(0).distanceToCentroid());
        assertEquals(6, store().mapPoints(store().run(1, "r1").orElseThrow()).size());
        assertEquals(List.of(), store().unassigned(assigning("r1"), 10));
    }

    @Test
    default void theUnassignedLieAmongTheClusteredOutliers() {
        small();
        store().completeRun(
                        run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 0),
                        List.of(cluster("r1", -1, 2, "Outliers")),
                        List.of(noise("t0")),
                        runEvent("r1"));
        List<Membership> outliers = store().memberships("r1", -1, 0, 100);
        assertEquals(
                List.of("t0", "t3", "t4"),
                outliers.stream().map(Membership::itemId).toList());
        outliers.forEach(item -> assertEquals(1, item.x(), item.itemId()));
    }

    @Test
    default void aRunThatFailsForgetsWhatItAssigned() {
        small();
        store().saveRun(run("r1", Level.TRACE, RunRecord.Status.RUNNING, 0)
                .ended(RunRecord.Status.FAILED, "no", MONDAY));
        assertEquals(List.of(), store().unassigned(assigning("r1"), 10));
    }

    @Test
    default void anEmbeddingOfAnEarlierRevisionIsNotAssigned() {
        embedded(List.of(new float[] {1, 0}, new float[] {0, 1}));
        store().append(List.of(generation("t1", "later", 3).event()));
        store().saveRun(run("r1", Level.TRACE, RunRecord.Status.RUNNING, 0));
        assertEquals(1, store().assign(assigning("r1"), axes(0.1), Map.of()).assigned());
    }

    @Test
    default void anotherTeamsItemsStayOut() {
        small();
        Store second = store().forTeam(2);
        assertThrows(IllegalArgumentException.class, () -> second.assign(assigning("r1"), axes(0.1), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> second.unassigned(assigning("r1"), 5));
    }

    @Test
    default void theEngineAgreesWithTheSameInProcess() {
        Random random = new Random(11);
        List<float[]> middles = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            middles.add(random(random, WIDE));
        }
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            float[] vector = random(random, WIDE);
            for (int column = 0; column < WIDE; column++) {
                vector[column] = vector[column] * 0.5f + middles.get(i % 20)[column];
            }
            vectors.add(vector);
        }
        List<ItemRef> items = embedded(vectors);
        Matrix directions = UnitRows.of(matrix(middles)).rows();
        double[] radii = random.doubles(20, 0.05, 0.2).toArray();
        Centroids centroids = new Centroids(directions, radii);
        Centroids.Places expected = centroids.places(
                matrix(items.stream()
                        .map(item -> vectors.get(Integer.parseInt(item.id().substring(1))))
                        .toList()),
                1);
        store().saveRun(run("r1", Level.TRACE, RunRecord.Status.RUNNING, 0));
        store().assign(assigning("r1"), centroids, Map.of());
        store().completeRun(
                        run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 0),
                        List.of(cluster("r1", 0, 2, "A")),
                        List.of(),
                        runEvent("r1"));
        Map<String, Integer> found = new LinkedHashMap<>();
        store().memberships("r1", null, 0, 5_000).forEach(item -> found.put(item.itemId(), item.clusterId()));
        assertEquals(2_000, found.size());
        int placed = 0;
        for (int row = 0; row < items.size(); row++) {
            boolean atTheEdge = Math.abs(expected.distances()[row] - radii[expected.nearest()[row]]) < TIE;
            int own = found.get(items.get(row).id());
            placed += own >= 0 ? 1 : 0;
            if (!atTheEdge) {
                assertEquals(expected.clusters()[row], own, items.get(row).id());
            }
        }
        assertTrue(placed > 500 && placed < 1_900, placed + " were placed");
    }

    private static Matrix matrix(List<float[]> rows) {
        int columns = rows.getFirst().length;
        float[] values = new float[rows.size() * columns];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, values, i * columns, columns);
        }
        return new Matrix(rows.size(), columns, values);
    }
}
