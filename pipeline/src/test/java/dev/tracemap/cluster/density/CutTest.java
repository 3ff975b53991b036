package dev.tracemap.cluster.density;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Agreement;
import dev.tracemap.cluster.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CutTest {
    private static final Matrix POINTS = ReferenceTest.points(3);
    private static final Hdbscan FITTED = Hdbscan.fit(POINTS, 5, 1);

    @Test
    void threadsDoNotChangeTheTree() {
        Hdbscan again = Hdbscan.fit(POINTS, 5, 4);
        assertTrue(Arrays.equals(
                FITTED.spanningTree().weights(), again.spanningTree().weights()));
        assertTrue(
                Arrays.equals(FITTED.spanningTree().from(), again.spanningTree().from()));
    }

    @Test
    void leavesAreNeverFewerThanExcessOfMass() {
        CondensedTree tree = FITTED.condense(5);
        int leaves = Cut.of(tree, Selection.LEAF).clusters();
        assertTrue(leaves >= Cut.of(tree, Selection.EOM).clusters());
    }

    @Test
    void largeClustersGiveWay() {
        CondensedTree tree = FITTED.condense(5);
        Selection capped = new Selection(Selection.Method.EOM, POINTS.rows() / 3, 0);
        for (int node : Cut.of(tree, capped).nodes()) {
            assertTrue(tree.size()[node] <= POINTS.rows() / 3);
        }
    }

    @Test
    void epsilonMergesWhatIsCloser() {
        CondensedTree tree = FITTED.condense(5);
        Selection wide = new Selection(Selection.Method.LEAF, Integer.MAX_VALUE, 1e9);
        assertTrue(Cut.of(tree, wide).clusters() <= Cut.of(tree, Selection.LEAF).clusters());
    }

    @Test
    void exemplarsAreMembersAtFullProbability() {
        Cut cut = Cut.of(FITTED.condense(5), Selection.EOM);
        List<List<Integer>> exemplars = cut.exemplars();
        for (int label = 0; label < cut.clusters(); label++) {
            assertTrue(!exemplars.get(label).isEmpty());
            for (int row : exemplars.get(label)) {
                assertEquals(label, cut.labels()[row]);
                assertEquals(1, cut.probabilities()[row], 1e-12);
            }
        }
    }

    @Test
    void knownPointsArePredictedWhereTheyAre() {
        Cut cut = Cut.of(FITTED.condense(5), Selection.EOM);
        int[] predicted = Prediction.of(FITTED, cut, POINTS).labels();
        assertTrue(Agreement.adjustedRandIndex(cut.labels(), predicted) > 0.9);
    }

    @Test
    void farPointsArePredictedAsNoise() {
        float[] far = new float[POINTS.columns()];
        Arrays.fill(far, 1000);
        Cut cut = Cut.of(FITTED.condense(5), Selection.EOM);
        assertEquals(
                -1, Prediction.of(FITTED, cut, new Matrix(1, far.length, far)).labels()[0]);
    }

    /// Every new point hangs on the point that a look at all of them finds.
    @Test
    void newPointsHangOnTheNearestByMutualReachability() {
        Matrix points = ReachabilityTest.blobs(new SplittableRandom(4), 900, 3);
        Matrix added = ReachabilityTest.blobs(new SplittableRandom(4), 100, 3);
        Hdbscan fitted = Hdbscan.fit(points, 5, 1);
        CondensedTree tree = fitted.condense(5);
        Cut cut = Cut.of(tree, Selection.EOM);
        int[] predicted = Prediction.of(fitted, cut, added).labels();
        int clustered = 0;
        for (int row = 0; row < added.rows(); row++) {
            double least = Double.POSITIVE_INFINITY;
            int nearest = -1;
            for (int other = 0; other < points.rows(); other++) {
                double square = 0;
                for (int column = 0; column < 3; column++) {
                    square += Math.pow(added.at(row, column) - points.at(other, column), 2);
                }
                double reach = Math.max(Math.sqrt(square), fitted.coreDistances()[other]);
                if (reach < least) {
                    least = reach;
                    nearest = other;
                }
            }
            double lambda = Math.min(1 / least, tree.pointLambda()[nearest]);
            int node = tree.pointCluster()[nearest];
            int label = -1;
            while (node > 0) {
                for (int i = 0; i < cut.nodes().length; i++) {
                    label = cut.nodes()[i] == node && tree.birth()[node] < lambda ? i : label;
                }
                node = tree.parent()[node];
            }
            assertEquals(label, predicted[row]);
            clustered += label >= 0 ? 1 : 0;
        }
        assertTrue(clustered > 50);
    }

    /// Two pairs at distance 1 inside and 4 apart, and a third far away: within 5 the two are one.
    @Test
    void epsilonIsADistance() {
        float[] line = {0, 1, 5, 6, 100, 101};
        CondensedTree tree = Hdbscan.fit(new Matrix(6, 1, line), 1, 1).condense(2);
        int[] wide = Cut.of(tree, new Selection(Selection.Method.LEAF, 6, 5)).labels();
        int[] narrow = Cut.of(tree, new Selection(Selection.Method.LEAF, 6, 3)).labels();
        assertEquals(1, Agreement.adjustedRandIndex(new int[] {0, 0, 0, 0, 1, 1}, wide));
        assertEquals(1, Agreement.adjustedRandIndex(new int[] {0, 0, 1, 1, 2, 2}, narrow));
    }

    /// 0 and 1 are the densest pair, 3 leaves them at distance 2 and is half as dense, 100 at 97.
    @Test
    void outlierScoreIsTheShareOfDensityMissing() {
        float[] line = {0, 1, 3, 100};
        CondensedTree tree = Hdbscan.fit(new Matrix(4, 1, line), 1, 1).condense(2);
        assertArrayEquals(new double[] {0, 0, 0.5, 1 - 1 / 97.0}, tree.outlierScores(), 1e-9);
    }

    @Test
    void outlierScoresLieBetweenZeroAndOne() {
        for (double score : FITTED.condense(5).outlierScores()) {
            assertTrue(score >= 0 && score <= 1);
        }
    }
}
