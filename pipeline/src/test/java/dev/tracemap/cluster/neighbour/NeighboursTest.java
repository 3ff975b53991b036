package dev.tracemap.cluster.neighbour;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Topics;
import dev.tracemap.cluster.Workers;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NeighboursTest {
    @Test
    void exactSearchFindsWhatSortingFinds() {
        // 450 rows make three blocks, the last one partly filled; 37 columns are no multiple of a vector.
        Matrix rows = Topics.of(450, 37, 5, 0.8, 3).rows();
        NeighbourGraph graph = search(rows, 12);
        assertEquals(1, graph.recall());
        for (int row = 0; row < rows.rows(); row++) {
            int[] sorted = sorted(rows, row);
            for (int rank = 0; rank < 12; rank++) {
                assertEquals(
                        distance(rows, row, sorted[rank]),
                        graph.distance(row, rank),
                        1e-5,
                        "row " + row + " rank " + rank);
            }
        }
    }

    @Test
    void threadsDoNotChangeTheGraph() {
        Matrix rows = Topics.of(500, 24, 5, 0.8, 4).rows();
        NeighbourGraph one = Neighbours.of(rows, 10, 42, 1, Progress.SILENT);
        NeighbourGraph four = Neighbours.of(rows, 10, 42, 4, Progress.SILENT);
        assertArrayEquals(one.indices(), four.indices());
        assertArrayEquals(one.distances(), four.distances());
    }

    @Test
    void forestFindsNearlyAllAndNotByChance() {
        Matrix rows = Topics.of(3000, 32, 12, 0.7, 5).rows();
        NeighbourGraph one = forest(rows, 1);
        assertTrue(one.recall() > 0.93, "recall " + one.recall());
        NeighbourGraph exact = search(rows, 15);
        int found = 0;
        for (int row = 0; row < rows.rows(); row++) {
            for (int rank = 0; rank < 15; rank++) {
                int wanted = exact.neighbour(row, rank);
                int base = row * 15;
                found += IntStream.range(base, base + 15).anyMatch(at -> one.indices()[at] == wanted) ? 1 : 0;
            }
        }
        assertEquals((double) found / (15 * rows.rows()), one.recall(), 0.03, "what the sample says");
        NeighbourGraph four = forest(rows, 4);
        assertArrayEquals(one.indices(), four.indices());
        assertArrayEquals(one.distances(), four.distances());
    }

    @Test
    void equalRowsLieAtDistanceZeroInOrderOfIndex() {
        float[] values = new float[300 * 3];
        for (int row = 0; row < 300; row++) {
            values[row * 3 + row % 3] = 1;
        }
        NeighbourGraph graph = search(new Matrix(300, 3, values), 4);
        assertArrayEquals(
                new int[] {3, 6, 9, 12},
                IntStream.range(0, 4).map(r -> graph.neighbour(0, r)).toArray());
        assertArrayEquals(
                new int[] {2, 5, 8, 11},
                IntStream.range(0, 4).map(r -> graph.neighbour(299, r)).toArray());
        assertEquals(0, graph.distance(299, 3));
    }

    @Test
    void fewRowsHaveFewNeighbours() {
        Matrix three = new Matrix(3, 1, new float[] {1, -1, 1});
        NeighbourGraph graph = search(three, 15);
        assertEquals(2, graph.k());
        assertArrayEquals(new int[] {2, 1}, new int[] {graph.neighbour(0, 0), graph.neighbour(0, 1)});
        assertEquals(2, graph.distance(0, 1));
        assertEquals(0, search(new Matrix(1, 4, new float[4]), 15).k());
        assertEquals(0, search(new Matrix(0, 4, new float[0]), 15).k());
    }

    @Test
    void zeroRowsAreFarFromEverything() {
        NeighbourGraph graph = search(new Matrix(3, 2, new float[] {1, 0, 0, 0, 0, 1}), 2);
        assertEquals(1, graph.distance(1, 0));
        assertEquals(0, graph.neighbour(1, 0));
    }

    @Test
    void tellsWhichValueIsNotFinite() {
        Matrix rows = new Matrix(2, 2, new float[] {1, 0, 0, Float.NaN});
        Exception failure = assertThrows(IllegalArgumentException.class, () -> search(rows, 1));
        assertEquals("row 1, column 1: NaN is not a finite number", failure.getMessage());
    }

    private static NeighbourGraph search(Matrix rows, int k) {
        return Neighbours.of(rows, k, 42, 2, Progress.SILENT);
    }

    private static NeighbourGraph forest(Matrix rows, int threads) {
        try (Workers workers = new Workers(threads)) {
            return new ForestSearch(rows, 15, 42).search(workers, done -> {});
        }
    }

    private static int[] sorted(Matrix rows, int row) {
        return IntStream.range(0, rows.rows())
                .filter(other -> other != row)
                .boxed()
                .sorted(Comparator.comparingDouble(other -> distance(rows, row, other)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double distance(Matrix rows, int a, int b) {
        double sum = 0;
        for (int c = 0; c < rows.columns(); c++) {
            sum += (double) rows.at(a, c) * rows.at(b, c);
        }
        return 1 - sum;
    }
}
