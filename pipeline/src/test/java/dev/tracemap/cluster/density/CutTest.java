package dev.tracemap.cluster.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Agreement;
import dev.tracemap.cluster.Matrix;
import java.util.Arrays;
import java.util.List;
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

    @Test
    void outlierScoresLieBetweenZeroAndOne() {
        for (double score : FITTED.condense(5).outlierScores()) {
            assertTrue(score >= 0 && score <= 1);
        }
    }
}
