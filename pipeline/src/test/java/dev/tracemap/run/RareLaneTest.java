package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Assignment;
import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.ClusteringParams;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.store.ItemFigures;
import dev.tracemap.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RareLaneTest {
    private static final int WIDTH = 48;
    /// As a run has it, but for the picture, which nobody looks at here.
    private static final ClusteringParams PARAMS = new ClusteringParams(
            ClusteringParams.Normalization.L2,
            ClusteringParams.Reduction.UMAP,
            8,
            ClusteringParams.Method.HDBSCAN,
            5,
            null,
            null,
            2,
            10,
            ClusteringParams.Visualization.PCA,
            42,
            1);

    /// Unit vectors around centres of their own: 14 common topics, 20 rare modes of three to ten, and stray ones.
    private static final class Population {
        private final SplittableRandom random;
        private final List<float[]> rows = new ArrayList<>();
        /// The mode of each row, -1 for the rest.
        private final List<Integer> modes = new ArrayList<>();

        Population(long seed, int items) {
            random = new SplittableRandom(seed);
            for (int mode = 0; mode < 20; mode++) {
                topic(3 + random.nextInt(8), 0.45, mode);
            }
            int stray = items / 50;
            for (int i = 0; i < stray; i++) {
                topic(1, 0.45, -1);
            }
            int left = items - rows.size();
            for (int topic = 0; topic < 14; topic++) {
                topic(topic == 13 ? items - rows.size() : left / 14, 0.45, -1);
            }
        }

        private void topic(int size, double noise, int mode) {
            double[] centre = direction();
            for (int i = 0; i < size; i++) {
                double[] off = direction();
                float[] row = new float[WIDTH];
                for (int column = 0; column < WIDTH; column++) {
                    row[column] = (float) (centre[column] + noise * off[column]);
                }
                rows.add(row);
                modes.add(mode);
            }
        }

        private double[] direction() {
            double[] values = new double[WIDTH];
            double length = 0;
            for (int column = 0; column < WIDTH; column++) {
                values[column] = random.nextGaussian();
                length += values[column] * values[column];
            }
            for (int column = 0; column < WIDTH; column++) {
                values[column] /= Math.sqrt(length);
            }
            return values;
        }

        Matrix matrix(List<Integer> wanted) {
            float[] values = new float[wanted.size() * WIDTH];
            for (int i = 0; i < wanted.size(); i++) {
                System.arraycopy(rows.get(wanted.get(i)), 0, values, i * WIDTH, WIDTH);
            }
            return new Matrix(wanted.size(), WIDTH, values);
        }

        Matrix vectors(List<String> ids) {
            return matrix(
                    ids.stream().map(id -> Integer.valueOf(id.substring(1))).toList());
        }
    }

    private static ItemFigures item(int row, Assignment at, double latency) {
        boolean member = at instanceof Assignment.Member;
        return new ItemFigures(
                "i" + row,
                "t" + row,
                at instanceof Assignment.Member(var cluster, var _, var _, var _, var _) ? cluster : -1,
                member ? (Double) (double) ((Assignment.Member) at).probability() : null,
                "item " + row,
                null,
                latency,
                null,
                0,
                1,
                List.of());
    }

    private static List<ItemFigures> clustered(Population population, SplittableRandom random) {
        Matrix all = population.matrix(
                IntStream.range(0, population.rows.size()).boxed().toList());
        Clustering clustering = Clusterer.cluster(all, PARAMS, (_, _) -> {});
        return IntStream.range(0, population.rows.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(
                                row -> clustering.assignments().get(row) instanceof Assignment.Member member
                                        ? member.cluster()
                                        : Integer.MAX_VALUE)
                        .thenComparingInt(row -> clustering.assignments().get(row) instanceof Assignment.Member member
                                ? member.rank()
                                : 0))
                .map(row -> item(row, clustering.assignments().get(row), Math.exp(0.4 * random.nextGaussian())))
                .toList();
    }

    @Test
    void rareModesAmongThousandsComeFirst() {
        Population population = new Population(7, 5_000);
        List<RareRow> rows = RareLane.of(clustered(population, new SplittableRandom(1)), Map.of(), population::vectors);
        Set<Integer> found = new HashSet<>();
        for (RareRow row : rows.subList(0, Math.min(40, rows.size()))) {
            Map<Integer, Integer> counts = new HashMap<>();
            row.items()
                    .forEach(item -> counts.merge(
                            population.modes.get(Integer.parseInt(item.itemId().substring(1))), 1, Integer::sum));
            counts.forEach((mode, count) -> {
                // A row tells of a mode when most of it is that mode.
                if (mode >= 0 && count * 2 > row.items().size()) {
                    found.add(mode);
                }
            });
        }
        assertTrue(found.size() >= 16, found.size() + " of 20 modes in the first 40 of " + rows.size() + " rows");
        Set<String> once = new HashSet<>();
        rows.forEach(row -> row.items().forEach(item -> assertTrue(once.add(item.itemId()), item.itemId())));
    }

    @Test
    void figuresFarOutAreOneRowPerClusterAndReason() {
        List<ItemFigures> items = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            double latency = i < 3 ? 400 + i : Math.exp(0.3 * random.nextGaussian());
            items.add(item(i, new Assignment.Member(i % 2 == 0 ? 0 : 1, 1, 0, i, null), latency));
        }
        List<RareRow> rows = RareLane.of(items, Map.of(0, "Refunds"), _ -> {
            throw new StoreException("no vectors");
        });
        assertEquals(2, rows.size(), rows.toString());
        RareRow pair =
                rows.stream().filter(row -> row.items().size() == 2).findFirst().orElseThrow();
        assertEquals(RareRow.Kind.TAIL, pair.kind());
        assertTrue(pair.reason().startsWith("2 with latency far out, up to latency 402 s, "), pair.reason());
        assertTrue(pair.reason().endsWith("times the median, in cluster 0 \"Refunds\""), pair.reason());
        assertEquals(2, pair.severity());
    }

    @Test
    void concernRaisesARow() {
        List<ItemFigures> items = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ItemFigures calm = item(i, new Assignment.Member(i, 1, 0, 0, null), i < 2 ? 90 : 1 + i * 1e-3);
            items.add(
                    i == 1
                            ? new ItemFigures(
                                    calm.itemId(),
                                    calm.traceId(),
                                    1,
                                    1.0,
                                    calm.title(),
                                    null,
                                    90.0,
                                    null,
                                    0,
                                    5,
                                    List.of("claim_without_call"))
                            : calm);
        }
        List<RareRow> rows = RareLane.of(items, Map.of(), _ -> {
            throw new StoreException("no vectors");
        });
        assertEquals("i1", rows.getFirst().items().getFirst().itemId());
        assertTrue(
                rows.getFirst().reason().contains("; claim_without_call"),
                rows.getFirst().reason());
    }
}
