package dev.tracemap.cluster.density;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.cluster.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ValidityTest {

    /// On a line at 0 1 2, 10 11, 14 (noise), 18 20: longest steps inside are 1, 1 and 2. From the first to the second
    /// it is 8, from the second over the noise to the third 4.
    @Test
    void isWhatOneWorksOutByHand() {
        Matrix line = new Matrix(8, 1, new float[] {0, 1, 2, 10, 11, 14, 18, 20});
        int[] labels = {0, 0, 0, 1, 1, -1, 2, 2};
        Validity validity = Validity.of(Hdbscan.fit(line, 1, 1).dendrogram(), labels, 3);
        assertArrayEquals(new double[] {7 / 8.0, 3 / 4.0, 2 / 4.0}, validity.perCluster(), 1e-12);
        assertEquals((3 * 7 / 8.0 + 2 * 3 / 4.0 + 2 * 2 / 4.0) / 8, validity.total(), 1e-12);
    }

    @Test
    void oneClusterAloneHasNone() {
        Matrix line = new Matrix(3, 1, new float[] {0, 1, 2});
        assertEquals(
                0,
                Validity.of(Hdbscan.fit(line, 1, 1).dendrogram(), new int[3], 1).total());
    }

    /// Random labels as well as those of a cut, so that clusters lie inside one another too.
    @Test
    void agreesWithAllPairsOfPoints() {
        for (int set = 0; set < 20; set++) {
            Matrix points = ReferenceTest.points(set);
            Hdbscan fitted = Hdbscan.fit(points, 5, 1);
            Cut cut = Cut.of(fitted.condense(5), Selection.LEAF);
            assertAgrees(fitted, cut.labels(), cut.clusters());
            SplittableRandom random = new SplittableRandom(set);
            int[] labels = new int[points.rows()];
            Arrays.setAll(labels, row -> random.nextInt(5) - 1);
            assertAgrees(fitted, labels, 4);
        }
    }

    private static void assertAgrees(Hdbscan fitted, int[] labels, int clusters) {
        double[][] step = longestSteps(fitted);
        double[] expected = new double[clusters];
        for (int cluster = 0; cluster < clusters; cluster++) {
            double sparse = 0;
            double separate = Double.POSITIVE_INFINITY;
            for (int a = 0; a < labels.length; a++) {
                for (int b = 0; b < labels.length && labels[a] == cluster; b++) {
                    if (labels[b] == cluster) {
                        sparse = Math.max(sparse, a == b ? 0 : step[a][b]);
                    } else if (labels[b] >= 0) {
                        separate = Math.min(separate, step[a][b]);
                    }
                }
            }
            expected[cluster] = Double.isInfinite(separate) ? 0 : (separate - sparse) / Math.max(sparse, separate);
        }
        assertArrayEquals(
                expected, Validity.of(fitted.dendrogram(), labels, clusters).perCluster(), 1e-6);
    }

    /// The longest step on the best way between all pairs, by Floyd and Warshall.
    private static double[][] longestSteps(Hdbscan fitted) {
        Matrix points = fitted.points();
        int n = points.rows();
        double[][] step = new double[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                double sum = 0;
                for (int column = 0; column < points.columns(); column++) {
                    sum += Math.pow(points.at(a, column) - points.at(b, column), 2);
                }
                step[a][b] = Math.max(Math.sqrt(sum), Math.max(fitted.coreDistances()[a], fitted.coreDistances()[b]));
            }
        }
        for (int via = 0; via < n; via++) {
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    step[a][b] = Math.min(step[a][b], Math.max(step[a][via], step[via][b]));
                }
            }
        }
        return step;
    }
}
