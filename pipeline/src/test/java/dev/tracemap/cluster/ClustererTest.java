package dev.tracemap.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.ClusteringParams.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClustererTest {

    @ParameterizedTest
    @ValueSource(ints = {20, 30, 50, 100, 1000})
    void plantedTopicsAreFoundAtAnySize(int rows) {
        Topics topics = Topics.of(rows, 64, rows < 100 ? 3 : 6, 0.7, 5);
        int[] labels = labels(cluster(topics.rows()));
        Agreement agreement = Agreement.of(topics.labels(), labels);
        assertTrue(agreement.combined() > 0.95, rows + " rows: " + agreement);
    }

    /// A handful of rows of each kind, and one that everything else is far from.
    @ParameterizedTest
    @ValueSource(ints = {40, 90, 190})
    void manyKindsAreFoundInFewRows(int rows) {
        Topics topics = Topics.of(rows, 64, rows / 5, 1.0, 7);
        float[] values = topics.rows().values().clone();
        for (int column = 0; column < 64; column++) {
            values[column] = -values[column];
        }
        int[] truth = topics.labels().clone();
        truth[0] = -1;
        Agreement agreement = Agreement.of(truth, labels(cluster(new Matrix(rows, 64, values))));
        assertTrue(agreement.combined() > 0.8, rows + " rows: " + agreement);
    }

    @Test
    void groupsThatChanceMakesNowAndThenAreCalledDoubtful() {
        Clustering clustering = cluster(Topics.of(24, 64, 8, 1.6, 4).rows());
        assertTrue(clustering.groups().size() > 2, clustering.groups()::toString);
        assertTrue(clustering.warnings().getFirst().startsWith("doubtful groups"), clustering.warnings()::toString);
        assertEquals(List.of(), cluster(Topics.of(30, 64, 10, 1.0, 4).rows()).warnings());
    }

    /// Six kinds of seven rows, in three pairs. Kinds alone are too small.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fewRowsGoByTheSizeThatIsAskedFor(boolean fraction) {
        float[] values = new float[42 * 16];
        SplittableRandom random = new SplittableRandom(5);
        for (int row = 0; row < 42; row++) {
            int kind = row % 6;
            for (int column = 0; column < 16; column++) {
                values[row * 16 + column] = (float) (0.05 * random.nextGaussian());
            }
            values[row * 16 + kind / 2] += 1;
            values[row * 16 + 3 + kind] += 0.7f;
        }
        Matrix rows = new Matrix(42, 16, values);
        assertEquals(6, cluster(rows).groups().size());
        ClusteringParams asked = with(Method.HDBSCAN, 2, fraction ? null : 10, fraction ? 0.25 : null);
        Clustering clustering = Clusterer.cluster(rows, asked, Progress.SILENT);
        assertEquals(3, clustering.groups().size());
        assertEquals(0, clustering.noise());
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 30, 49, 50, 120, 199})
    void rowsWithoutGroupsAreSaidToHaveNone(int rows) {
        Clustering clustering = cluster(Topics.of(rows, 64, 1, 1000, 3).rows());
        assertEquals(0, clustering.groups().size());
        assertTrue(clustering.warnings().getFirst().startsWith("no structure"), clustering.warnings()::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 15, 16, 49, 50, 51})
    void fewRowsAreNoError(int rows) {
        Clustering clustering = cluster(Topics.of(rows, 8, 2, 0.3, 1).rows());
        assertEquals(rows, clustering.assignments().size());
        assertEquals(rows, clustering.positions().rows());
        assertEquals(
                1,
                clustering.layers().stream().filter(Clustering.Layer::isDefault).count());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 30, 200})
    void equalRowsMakeOneCluster(int rows) {
        float[] values = new float[rows * 3];
        Arrays.fill(values, 0.5f);
        Clustering clustering = cluster(new Matrix(rows, 3, values));
        assertEquals(1, clustering.groups().size());
        assertEquals(0, clustering.noise());
        assertTrue(clustering.warnings().getFirst().contains("alike"), clustering.warnings()::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200})
    void zeroRowsAreNoiseAndSaidSo(int rows) {
        Clustering clustering = cluster(new Matrix(rows, 4, new float[rows * 4]));
        assertEquals(rows, clustering.noise());
        assertTrue(clustering.warnings().getFirst().contains(rows + " rows"), clustering.warnings()::toString);
    }

    /// A thousand rows that say the same, beside small groups that vary.
    @Test
    void manyEqualRowsAreOneClusterAndNoNoise() {
        Matrix groups = Topics.of(200, 32, 8, 0.3, 5).rows();
        int equal = 1_000;
        float[] values = new float[(groups.rows() + equal) * groups.columns()];
        System.arraycopy(groups.values(), 0, values, 0, groups.values().length);
        for (int row = groups.rows(); row < groups.rows() + equal; row++) {
            values[row * groups.columns() + 3] = 1;
        }
        Clustering found = cluster(new Matrix(groups.rows() + equal, groups.columns(), values));
        assertEquals(equal, found.groups().getFirst().size());
        assertTrue(found.groups().size() >= 8, found.groups().size() + " clusters");
        assertTrue(found.noise() < 20, found.noise() + " rows of noise");
        assertEquals(950, found.chosen().get("equal_rows_set_aside"));
    }

    @Test
    void duplicatesStayTogether() {
        Topics topics = Topics.of(60, 32, 4, 0.5, 9);
        float[] values = new float[60 * 5 * 32];
        for (int copy = 0; copy < 5; copy++) {
            System.arraycopy(topics.rows().values(), 0, values, copy * 60 * 32, 60 * 32);
        }
        int[] labels = labels(cluster(new Matrix(300, 32, values)));
        for (int row = 0; row < 240; row++) {
            assertEquals(labels[row % 60], labels[row + 60]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200})
    void oneColumnIsClusteredToo(int rows) {
        float[] values = new float[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = row % 2 == 0 ? 1 + row : -1 - row;
        }
        Clustering clustering = cluster(new Matrix(rows, 1, values));
        assertEquals(rows, clustering.assignments().size());
    }

    @Test
    void notANumberIsRefusedByRow() {
        Matrix rows = Topics.of(60, 8, 2, 0.3, 1).rows();
        float[] values = rows.values().clone();
        values[17 * 8 + 3] = Float.NaN;
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> cluster(new Matrix(60, 8, values)));
        assertTrue(refusal.toString().contains("row 17, column 3 holds NaN"), refusal::toString);
    }

    @Test
    void outliersAreNoiseWhateverTheLayoutSays() {
        Topics topics = Topics.of(900, 128, 8, 0.8, 2);
        Topics scattered = Topics.of(100, 128, 1, 1000, 4);
        float[] values = Arrays.copyOf(topics.rows().values(), 1000 * 128);
        System.arraycopy(scattered.rows().values(), 0, values, 900 * 128, 100 * 128);
        int[] truth = Arrays.copyOf(topics.labels(), 1000);
        Arrays.fill(truth, 900, 1000, -1);
        Agreement agreement = Agreement.of(truth, labels(cluster(new Matrix(1000, 128, values))));
        assertTrue(agreement.noisePrecision() > 0.9 && agreement.noiseRecall() > 0.9, agreement::toString);
        assertTrue(agreement.combined() > 0.95, agreement::toString);
    }

    /// Rows of 20 kinds, each of which comes in ten ways.
    @Test
    void twiceAsManyRowsOfTheSameKindsAreNotTwiceAsManyClusters() {
        int some = cluster(inTenWays(2_000)).groups().size();
        int twice = cluster(inTenWays(4_000)).groups().size();
        assertTrue(some >= 20 && twice < 1.5 * some, some + " clusters became " + twice);
    }

    private static Matrix inTenWays(int rows) {
        Topics ways = Topics.of(rows, 64, 200, 1.5, 5);
        Matrix kinds = Topics.of(20, 64, 1, 1000, 6).rows();
        float[] values = ways.rows().values().clone();
        for (int i = 0; i < values.length; i++) {
            int kind = ways.labels()[i / 64] / 10;
            values[i] += 2 * kinds.values()[kinds.offset(kind) + i % 64];
        }
        return new Matrix(rows, 64, values);
    }

    @Test
    void smallGroupIsNotLostToTheSizeOfTheOthers() {
        Topics topics = Topics.of(1500, 64, 30, 0.8, 2);
        int[] left = {10, 12, 14};
        int[] kept = IntStream.range(0, 1500)
                .filter(row -> topics.labels()[row] >= left.length || left[topics.labels()[row]]-- > 0)
                .toArray();
        Clustering clustering = cluster(topics.rows().picked(kept));
        assertTrue((int) clustering.chosen().get("min_cluster_size") > 14, clustering.chosen()::toString);
        assertTrue((int) clustering.chosen().get("clusters_restored") > 0, clustering.chosen()::toString);
        int[] labels = labels(clustering);
        for (int group = 0; group < left.length; group++) {
            int topic = group;
            Set<Integer> clusters = IntStream.range(0, kept.length)
                    .filter(i -> topics.labels()[kept[i]] == topic)
                    .mapToObj(i -> labels[i])
                    .collect(Collectors.toSet());
            assertTrue(clusters.size() == 1 && !clusters.contains(-1), group + " lies in " + clusters);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void threadsDoNotShow(int threads) {
        Matrix rows = Topics.of(1600, 48, 7, 0.9, 8).rows();
        Clustering one = Clusterer.cluster(rows, with(Method.HDBSCAN, 1), Progress.SILENT);
        Clustering more = Clusterer.cluster(rows, with(Method.HDBSCAN, threads), Progress.SILENT);
        assertEquals(one.assignments(), more.assignments());
        assertArrayEquals(one.positions().values(), more.positions().values());
        assertEquals(one.chosen(), more.chosen());
    }

    @Test
    void kMeansTakesTheNumberWithTheBestSilhouette() {
        Topics topics = Topics.of(600, 32, 5, 0.5, 8);
        Clustering clustering = Clusterer.cluster(topics.rows(), with(Method.KMEANS, 2), Progress.SILENT);
        assertEquals(5, clustering.groups().size());
        assertTrue(Agreement.of(topics.labels(), labels(clustering)).adjustedRand() > 0.99);
    }

    @Test
    void largestClusterComesFirstAndRanksStartAtTheCentre() {
        Clustering clustering = cluster(Topics.of(500, 32, 4, 0.6, 8).rows());
        for (int i = 1; i < clustering.groups().size(); i++) {
            assertTrue(clustering.groups().get(i - 1).size()
                    >= clustering.groups().get(i).size());
        }
        for (Assignment assignment : clustering.assignments()) {
            if (assignment instanceof Assignment.Member member) {
                assertTrue(member.rank()
                        < clustering.groups().get(member.cluster()).size());
                assertTrue(member.probability() > 0 && member.probability() <= 1);
            }
        }
    }

    @Test
    void shuffledRowsGiveTheSameGroups() {
        Topics topics = Topics.of(500, 32, 5, 0.6, 8);
        int[] order = new SplittableRandom(3).ints(0, 500).distinct().limit(500).toArray();
        float[] values = new float[500 * 32];
        for (int row = 0; row < 500; row++) {
            System.arraycopy(topics.rows().values(), order[row] * 32, values, row * 32, 32);
        }
        int[] straight = labels(cluster(topics.rows()));
        int[] shuffled = labels(cluster(new Matrix(500, 32, values)));
        int[] aligned = Arrays.stream(order).map(row -> straight[row]).toArray();
        assertTrue(Agreement.adjustedRandIndex(aligned, shuffled) > 0.95);
    }

    private static Clustering cluster(Matrix rows) {
        return Clusterer.cluster(rows, with(Method.HDBSCAN, 2), Progress.SILENT);
    }

    private static ClusteringParams with(Method method, int threads) {
        return with(method, threads, null, null);
    }

    private static ClusteringParams with(
            Method method, int threads, @Nullable Integer size, @Nullable Double fraction) {
        ClusteringParams base = ClusteringParams.DEFAULT;
        return new ClusteringParams(
                base.normalization(),
                base.reduction(),
                base.dimensions(),
                method,
                base.minSamples(),
                size,
                fraction,
                base.minK(),
                base.maxK(),
                base.visualization(),
                base.seed(),
                threads);
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
