package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.cluster.Centroids;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.UnitRows;
import dev.tracemap.store.Assigned;
import dev.tracemap.store.Assigning;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.MadeEvents;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// How long a store takes to put embedded items beside the nearest of some centroids, next to the same in this
/// process.
public final class AssignBench {
    private static final int BLOCK = 5_000;
    private static final double RADIUS = 0.35;
    /// Items that lie this near to an edge, or between two centroids, may go either way.
    private static final double TIE = 1e-5;

    private final int items;
    private final int dimensions;
    private final Centroids centroids;

    /// @param assign seconds of the one statement, with all around it
    /// @param inProcess seconds for the same vectors, when they are in memory already
    /// @param nowhere how many fit no cluster
    /// @param different by how many items the sizes of the clusters differ from the result in process
    /// @param ties how many may differ
    public record Row(
            String engine,
            int items,
            int centroids,
            int dimensions,
            double assign,
            double inProcess,
            long nowhere,
            long different,
            long ties) {}

    private AssignBench(int items, int dimensions, Centroids centroids) {
        this.items = items;
        this.dimensions = dimensions;
        this.centroids = centroids;
    }

    /// @param store empty
    /// @param items rounded up to whole blocks of 20
    public static Row measure(String engine, Store store, int items, int centroids, int dimensions) {
        float[] middles = new float[centroids * dimensions];
        gauss(new Random(1), middles);
        double[] radii = new double[centroids];
        Arrays.fill(radii, RADIUS);
        Matrix directions =
                UnitRows.of(new Matrix(centroids, dimensions, middles)).rows();
        return new AssignBench((items + 19) / 20 * 20, dimensions, new Centroids(directions, radii))
                .measure(engine, store);
    }

    private Row measure(String engine, Store store) {
        // Ten events to a trace say nothing here but that the items are groups of them.
        MadeEvents.into(store, (long) items * MadeEvents.A_TRACE);
        Instant end = MadeEvents.FIRST.plusMillis(200L * items * MadeEvents.A_TRACE + 1);
        ItemQuery window = new ItemQuery(1, Level.TRACE, MadeEvents.FIRST, end, List.of(), null, 42);
        Assigning what = new Assigning("bench", window, "bench", "bench", "bench");
        Expected expected = new Expected(centroids.clusters());
        List<ItemRef> refs = store.items(window);
        for (int from = 0; from < refs.size(); from += BLOCK) {
            expected.add(store(store, refs.subList(from, Math.min(refs.size(), from + BLOCK)), from));
        }
        store.saveRun(new RunRecord(
                "bench",
                1,
                Level.TRACE,
                null,
                null,
                RunRecord.Status.RUNNING,
                "rest",
                0,
                1,
                end,
                null,
                MadeEvents.FIRST,
                end,
                JsonNodeFactory.instance.objectNode(),
                0,
                0,
                0,
                0,
                List.of(),
                null));
        long began = System.nanoTime();
        Assigned found = store.assign(what, centroids, Map.of());
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Row(
                engine,
                items,
                centroids.clusters(),
                dimensions,
                seconds,
                expected.seconds,
                found.nowhere(),
                expected.different(found),
                expected.ties);
    }

    private Matrix store(Store store, List<ItemRef> refs, int seed) {
        Matrix block = block(refs.size(), seed);
        Map<String, float[]> vectors = new LinkedHashMap<>();
        Map<ItemRef, String> hashes = new LinkedHashMap<>();
        for (int row = 0; row < refs.size(); row++) {
            vectors.put(refs.get(row).id(), block.picked(new int[] {row}).values());
            hashes.put(refs.get(row), refs.get(row).id());
        }
        store.saveVectors("bench", vectors);
        store.saveEmbeddings(1, "bench", "bench", "bench", hashes);
        return block;
    }

    /// Around a centroid each, some of them too far.
    private Matrix block(int rows, int seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * dimensions];
        gauss(random, values);
        double length = Math.sqrt(dimensions);
        for (int row = 0; row < rows; row++) {
            float far = (float) ((0.4 + 0.8 * random.nextDouble()) / length);
            float[] middle = centroids.direction(random.nextInt(centroids.clusters()));
            for (int column = 0; column < dimensions; column++) {
                int at = row * dimensions + column;
                values[at] = values[at] * far + middle[column];
            }
        }
        return new Matrix(rows, dimensions, values);
    }

    private static void gauss(Random random, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
    }

    /// What comes out in this process.
    private final class Expected {
        private final long[] sizes;
        private long nowhere;
        private long ties;
        private double seconds;

        private Expected(int clusters) {
            this.sizes = new long[clusters];
        }

        private void add(Matrix block) {
            long began = System.nanoTime();
            Centroids.Places places =
                    centroids.places(block, Runtime.getRuntime().availableProcessors());
            seconds += (System.nanoTime() - began) / 1e9;
            for (int row = 0; row < block.rows(); row++) {
                int cluster = places.clusters()[row];
                if (cluster < 0) {
                    nowhere++;
                } else {
                    sizes[cluster]++;
                }
                ties += Math.abs(places.distances()[row] - RADIUS) < TIE ? 1 : 0;
            }
        }

        private long different(Assigned found) {
            List<Long> differences = new ArrayList<>();
            differences.add(Math.abs(found.nowhere() - nowhere));
            for (int cluster = 0; cluster < sizes.length; cluster++) {
                var metrics = found.metrics().get(cluster);
                differences.add(Math.abs(sizes[cluster] - (metrics == null ? 0 : metrics.items())));
            }
            return differences.stream().mapToLong(Long::longValue).sum();
        }
    }
}
