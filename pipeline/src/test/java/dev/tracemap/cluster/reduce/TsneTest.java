package dev.tracemap.cluster.reduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Topics;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.neighbour.Neighbours;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TsneTest {
    private static final Matrix POINTS = Topics.of(500, 48, 8, 0.8, 3).rows();

    @Test
    void isMoreTrustworthyThanAProjection() {
        double projected = trustworthiness(Pca.fit(POINTS, 2, 1, 2));
        double laidOut = trustworthiness(layout(POINTS, 2));
        assertTrue(laidOut > 0.9 && laidOut > projected + 0.05, laidOut + " against " + projected);
    }

    @Test
    void threadsDoNotShow() {
        assertArrayEquals(layout(POINTS, 1).values(), layout(POINTS, 3).values());
    }

    @Test
    void fewOrEqualRowsAreNoError() {
        for (int n : new int[] {0, 1, 2, 5, 60}) {
            float[] values = new float[n * 3];
            Arrays.fill(values, 0.57735f);
            Matrix places = layout(new Matrix(n, 3, values), 2);
            assertEquals(n, places.rows());
            for (float place : places.values()) {
                assertTrue(Float.isFinite(place));
            }
        }
    }

    private static Matrix layout(Matrix points, int threads) {
        NeighbourGraph graph = Neighbours.of(points, 45, 1, threads, Progress.SILENT);
        return Tsne.fit(points, graph, 42, threads, Progress.SILENT);
    }

    /// Venna, Kaski (2001), with ten neighbours.
    private static double trustworthiness(Matrix places) {
        int n = places.rows();
        int k = 10;
        double penalty = 0;
        for (int row = 0; row < n; row++) {
            int[] rank = new int[n];
            Integer[] near = byDistance(POINTS, row);
            for (int i = 0; i < n; i++) {
                rank[near[i]] = i;
            }
            Integer[] placed = byDistance(places, row);
            for (int i = 1; i <= k; i++) {
                penalty += Math.max(0, rank[placed[i]] - k);
            }
        }
        return 1 - 2 * penalty / ((double) n * k * (2 * n - 3 * k - 1));
    }

    /// The row itself comes first.
    private static Integer[] byDistance(Matrix of, int row) {
        double[] distance = new double[of.rows()];
        for (int other = 0; other < of.rows(); other++) {
            for (int column = 0; column < of.columns(); column++) {
                double difference = of.at(row, column) - of.at(other, column);
                distance[other] += difference * difference;
            }
        }
        distance[row] = -1;
        return IntStream.range(0, of.rows())
                .boxed()
                .sorted(Comparator.comparingDouble(other -> distance[other]))
                .toArray(Integer[]::new);
    }
}
