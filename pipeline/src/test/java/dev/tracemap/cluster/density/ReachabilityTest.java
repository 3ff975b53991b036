package dev.tracemap.cluster.density;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ways to the spanning tree find the same one, whatever the points look like.
final class ReachabilityTest {

    @Test
    void searchingFindsTheTreeThatScanningFinds() {
        for (int set = 0; set < 200; set++) {
            Matrix points = points(new SplittableRandom(set));
            assertSameTree(points, 1 + set % 9, 2, "set " + set);
        }
    }

    @Test
    void threadsDoNotMatter() {
        Matrix points = blobs(new SplittableRandom(1), 3000, 10);
        for (int threads : new int[] {1, 2, 4}) {
            assertSameTree(points, 5, threads, threads + " threads");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 31, 32, 33, 64, 65})
    void leavesMayBeFullOrNot(int rows) {
        assertSameTree(blobs(new SplittableRandom(rows), rows, 3), 5, 2, rows + " rows");
    }

    @Test
    void equalPointsAreJoinedAtTheirFirst() {
        Matrix points = new Matrix(20_000, 2, new float[40_000]);
        SpanningTree tree = found(points, 5, 2).spanningTree();
        for (int edge = 0; edge < tree.weights().length; edge++) {
            assertEquals(0, tree.from()[edge]);
            assertEquals(edge + 1, tree.to()[edge]);
            assertEquals(0, tree.weights()[edge]);
        }
    }

    private static void assertSameTree(Matrix points, int minSamples, int threads, String where) {
        try (Workers workers = new Workers(threads)) {
            Reachability scanned = Reachability.byScanning(points, minSamples, workers);
            Reachability searched = Reachability.bySearching(points, minSamples, workers);
            assertArrayEquals(scanned.squaredCore(), searched.squaredCore(), where);
            assertArrayEquals(
                    scanned.spanningTree().weights(), searched.spanningTree().weights(), where);
            assertArrayEquals(
                    scanned.spanningTree().from(), searched.spanningTree().from(), where);
            assertArrayEquals(
                    scanned.spanningTree().to(), searched.spanningTree().to(), where);
        }
    }

    private static Reachability found(Matrix points, int minSamples, int threads) {
        try (Workers workers = new Workers(threads)) {
            return Reachability.bySearching(points, minSamples, workers);
        }
    }

    /// Blobs, scattered points, whole numbers (many equal distances), lines, and a few values only.
    private static Matrix points(SplittableRandom random) {
        int rows = 2 + random.nextInt(600);
        int columns = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
        return switch (random.nextInt(5)) {
            case 0 -> blobs(random, rows, columns);
            case 1 -> filled(rows, columns, (_, _) -> (float) random.nextDouble());
            case 2 -> filled(rows, columns, (_, _) -> random.nextInt(4));
            case 3 -> filled(rows, columns, (row, column) -> column == 0 ? row * row : 1e-3f * random.nextInt(3));
            default -> filled(rows, columns, (row, _) -> row % 7);
        };
    }

    static Matrix blobs(SplittableRandom random, int rows, int columns) {
        float[][] centres = new float[1 + random.nextInt(8)][columns];
        for (float[] centre : centres) {
            for (int column = 0; column < columns; column++) {
                centre[column] = 20 * (float) random.nextDouble();
            }
        }
        return filled(
                rows, columns, (row, column) -> centres[row % centres.length][column] + (float) random.nextGaussian());
    }

    private interface Value {
        float at(int row, int column);
    }

    private static Matrix filled(int rows, int columns, Value value) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.at(i / columns, i % columns);
        }
        return new Matrix(rows, columns, values);
    }
}
