package dev.tracemap.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.ClusteringParams.Method;
import dev.tracemap.cluster.ClusteringParams.Normalization;
import dev.tracemap.cluster.ClusteringParams.Reduction;
import dev.tracemap.cluster.ClusteringParams.Visualization;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the rows and settings are, a clustering comes out whole.
final class AnyRowsTest {
    private static final int CASES = 25;

    @ParameterizedTest
    @EnumSource(Method.class)
    void oddRowsAndSettingsGiveAWholeResult(Method method) {
        SplittableRandom random = new SplittableRandom(method.name().length());
        for (int i = 0; i < CASES; i++) {
            Matrix rows = odd(random);
            ClusteringParams params = params(
                    method,
                    pick(Normalization.values(), random),
                    pick(Reduction.values(), random),
                    pick(Visualization.values(), random),
                    1 + random.nextInt(4));
            Clustering clustering = Clusterer.cluster(rows, params, Progress.SILENT);
            assertWhole(
                    clustering, rows.rows(), "case " + i + ": " + rows.rows() + " × " + rows.columns() + " " + params);
        }
    }

    private static <T> T pick(T[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }

    /// From no row to 120, of 1 to 6 columns: some zero, some equal, some a thousand times as long.
    private static Matrix odd(SplittableRandom random) {
        int n = random.nextInt(121);
        int d = 1 + random.nextInt(6);
        int kinds = 1 + random.nextInt(8);
        float[] values = new float[n * d];
        for (int row = 0; row < n; row++) {
            int kind = random.nextInt(kinds);
            for (int column = 0; column < d; column++) {
                values[row * d + column] = switch (kind) {
                    case 0 -> 0;
                    case 1 -> 1;
                    case 2 -> column;
                    case 3 -> (float) (1000 * random.nextGaussian());
                    default -> (float) random.nextGaussian();
                };
            }
        }
        return new Matrix(n, d, values);
    }

    private static void assertWhole(Clustering clustering, int rows, String what) {
        assertEquals(rows, clustering.assignments().size(), what);
        assertEquals(rows, clustering.positions().rows(), what);
        assertEquals(2, clustering.positions().columns(), what);
        for (float place : clustering.positions().values()) {
            assertTrue(Float.isFinite(place), what);
        }
        int[] size = new int[clustering.groups().size()];
        for (Assignment assignment : clustering.assignments()) {
            if (assignment instanceof Assignment.Member member) {
                size[member.cluster()]++;
                assertTrue(member.probability() >= 0 && member.probability() <= 1, what);
                assertTrue(Float.isFinite(member.distanceToCentroid()), what);
            }
        }
        for (Clustering.Group group : clustering.groups()) {
            assertEquals(size[group.id()], group.size(), what);
            assertTrue(group.size() > 0 && !group.exemplars().isEmpty(), what);
        }
        assertEquals(
                1,
                clustering.layers().stream().filter(Clustering.Layer::isDefault).count(),
                what);
        clustering.layers().forEach(layer -> assertEquals(rows, layer.labels().length, what));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 30, 200})
    void kMeansIsUsedWhereItIsAskedForAndObeysItsBounds(int rows) {
        Topics topics = Topics.of(rows, 16, 3, 0.3, 4);
        ClusteringParams params = params(Method.KMEANS, Normalization.L2, Reduction.NONE, Visualization.PCA, 4);
        Clustering clustering = Clusterer.cluster(topics.rows(), params, Progress.SILENT);
        assertTrue(clustering.groups().size() >= 4 && clustering.groups().size() <= 6);
        assertEquals(0, clustering.noise());
        assertTrue(clustering.chosen().containsKey("k"));
    }

    @Test
    void lengthCountsWhereNothingIsNormalised() {
        // Two directions, each with short and long rows: one tells rows apart by direction, the other by length.
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[200 * 4];
        int[] direction = new int[200];
        int[] length = new int[200];
        for (int row = 0; row < 200; row++) {
            direction[row] = row % 2;
            length[row] = row / 2 % 2;
            float scale = length[row] == 0 ? 1 : 40;
            for (int column = 0; column < 4; column++) {
                float own = column < 2 ? 1 : column - 2 == direction[row] ? 0.5f : 0;
                values[row * 4 + column] = scale * (own + 0.02f * (float) random.nextGaussian());
            }
        }
        Matrix rows = new Matrix(200, 4, values);
        for (Reduction reduction : new Reduction[] {Reduction.NONE, Reduction.PCA}) {
            int[] scaled = twoClusters(rows, Normalization.L2, reduction);
            int[] raw = twoClusters(rows, Normalization.NONE, reduction);
            assertEquals(1, Agreement.adjustedRandIndex(direction, scaled), 1e-9);
            assertEquals(1, Agreement.adjustedRandIndex(length, raw), 1e-9);
        }
    }

    private static int[] twoClusters(Matrix rows, Normalization normalization, Reduction reduction) {
        ClusteringParams params = new ClusteringParams(
                normalization, reduction, 3, Method.KMEANS, 5, null, null, 2, 2, Visualization.PCA, 42, 2);
        return labels(Clusterer.cluster(rows, params, Progress.SILENT));
    }

    @Test
    void anotherSeedDoesNotLetTheClustersCollapse() {
        Topics topics = Topics.of(600, 64, 8, 0.9, 6);
        for (int seed = 1; seed <= 5; seed++) {
            ClusteringParams params = ClusteringParams.DEFAULT.with(null, seed);
            Clustering clustering = Clusterer.cluster(topics.rows(), params, Progress.SILENT);
            assertTrue(clustering.groups().getFirst().size() < 300, "seed " + seed);
            assertTrue(Agreement.of(topics.labels(), labels(clustering)).combined() > 0.9, "seed " + seed);
        }
    }

    @Test
    void aPictureByTsneIsAnotherOneThanByUmap() {
        Matrix rows = Topics.of(200, 32, 4, 0.6, 2).rows();
        ClusteringParams tsne = params(Method.KMEANS, Normalization.L2, Reduction.NONE, Visualization.TSNE, 2);
        ClusteringParams umap = params(Method.KMEANS, Normalization.L2, Reduction.NONE, Visualization.UMAP, 2);
        assertNotEquals(
                Arrays.hashCode(Clusterer.cluster(rows, umap, Progress.SILENT)
                        .positions()
                        .values()),
                Arrays.hashCode(Clusterer.cluster(rows, tsne, Progress.SILENT)
                        .positions()
                        .values()));
    }

    private static ClusteringParams params(
            Method method, Normalization normalization, Reduction reduction, Visualization picture, int minK) {
        return new ClusteringParams(
                normalization, reduction, null, method, 5, null, null, minK, minK + 2, picture, 42, 2);
    }

    private static int[] labels(Clustering clustering) {
        return clustering.assignments().stream()
                .mapToInt(assignment -> switch (assignment) {
                    case Assignment.Member member -> member.cluster();
                    case Assignment.Noise _ -> -1;
                })
                .toArray();
    }
}
