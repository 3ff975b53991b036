package dev.tracemap.cluster.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Trees that are one long chain: nothing may recurse, or look at the same points again at every level.
final class DeepTreeTest {

    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000})
    void pointsJoinOneByOne(int points) {
        int[] from = IntStream.range(0, points - 1).toArray();
        int[] to = IntStream.range(1, points).toArray();
        double[] weights = IntStream.range(1, points).asDoubleStream().toArray();
        Dendrogram dendrogram = Dendrogram.of(new SpanningTree(points, from, to, weights));
        CondensedTree tree = CondensedTree.of(dendrogram, 5);
        assertEquals(1, tree.clusters());
        assertEquals(points, tree.outlierScores().length);
        assertEquals(0, Cut.of(tree, Selection.EOM).clusters());
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000})
    void groupsJoinOneByOne(int points) {
        int groups = points / 5;
        Dendrogram dendrogram = Dendrogram.of(groupsInARow(groups));
        for (int size : new int[] {2, 5, 50}) {
            CondensedTree tree = CondensedTree.of(dendrogram, size);
            Cut leaves = Cut.of(tree, Selection.LEAF);
            assertEquals(size <= 5 ? groups : 0, leaves.clusters());
            assertTrue(Cut.of(tree, Selection.EOM).clusters() <= groups);
            assertEquals(leaves.clusters(), leaves.exemplars().size());
            Selection wide = new Selection(Selection.Method.LEAF, Integer.MAX_VALUE, groups / 2.0);
            assertTrue(Cut.of(tree, wide).clusters() <= groups / 2 + 2);
            assertEquals(points, tree.outlierScores().length);
            assertTrue(
                    Validity.of(dendrogram, leaves.labels(), leaves.clusters()).total() >= 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000})
    void newPointsClimbADeepTree(int points) {
        SpanningTree spanning = groupsInARow(points / 5);
        float[] values = new float[points];
        for (int point = 0; point < points; point++) {
            values[point] = point;
        }
        Matrix line = new Matrix(points, 1, values);
        double[] core = new double[points];
        Arrays.fill(core, 1);
        Hdbscan fitted = new Hdbscan(line, 5, core, spanning, Dendrogram.of(spanning));
        Cut cut = Cut.of(fitted.condense(5), Selection.LEAF);
        float[] far = new float[points];
        Arrays.fill(far, 2 * points);
        assertEquals(
                -1,
                Arrays.stream(Prediction.of(fitted, cut, new Matrix(points, 1, far))
                                .labels())
                        .max()
                        .orElseThrow());
    }

    /// Groups of five at distance ½ inside, each farther from the ones before than the last.
    private static SpanningTree groupsInARow(int groups) {
        int edges = groups * 5 - 1;
        int[] from = new int[edges];
        int[] to = new int[edges];
        double[] weights = new double[edges];
        for (int edge = 0; edge < edges; edge++) {
            boolean inside = edge < groups * 4;
            from[edge] = inside ? edge / 4 * 5 + edge % 4 : (edge - groups * 4) * 5 + 4;
            to[edge] = from[edge] + 1;
            weights[edge] = inside ? 0.5 : 1 + edge - groups * 4;
        }
        return new SpanningTree(groups * 5, from, to, weights);
    }
}
