package dev.tracemap.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.ClusteringParams.Method;
import dev.tracemap.cluster.ClusteringParams.Reduction;
import dev.tracemap.cluster.ClusteringParams.Visualization;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// More rows than are compared with each other: a sample is clustered and carried over.
final class ManyRowsTest {
    private static final int AT_ONCE = 2000;
    private static final TopicMixture RARE = new TopicMixture(14, 4, 0.05, new double[] {0.004, 0.004, 0.006, 0.008});
    private static final TopicMixture.Sample PLANTED = rows(RARE, 12_000, 128);
    private static final Clustering CLUSTERED = cluster(2);

    @Test
    void rareTopicsAreNotLost() {
        int[] labels = labels(CLUSTERED);
        assertEquals(0, lost(PLANTED.labels(), labels, 14), CLUSTERED.chosen()::toString);
        Agreement agreement = Agreement.of(PLANTED.labels(), labels);
        assertTrue(agreement.combined() > 0.9, agreement::toString);
        assertEquals(AT_ONCE, CLUSTERED.chosen().get("clustered_at_once"));
    }

    @Test
    void everyRowHasAllThatARunNeeds() {
        Clustering clustering = CLUSTERED;
        int rows = PLANTED.rows().rows();
        assertEquals(rows, clustering.assignments().size());
        assertEquals(rows, clustering.positions().rows());
        for (float place : clustering.positions().values()) {
            assertTrue(Float.isFinite(place));
        }
        for (Clustering.Layer layer : clustering.layers()) {
            assertEquals(rows, layer.labels().length);
            assertTrue(Arrays.stream(layer.labels()).max().orElseThrow() < layer.clusters());
        }
        int[] ranks = new int[clustering.groups().size()];
        for (Assignment assignment : clustering.assignments()) {
            if (assignment instanceof Assignment.Member member) {
                ranks[member.cluster()]++;
                assertTrue(member.probability() > 0 && member.probability() <= 1);
                assertTrue(member.distanceToCentroid() > 0);
            }
            assertTrue(assignment.second() != null);
        }
        for (Clustering.Group group : clustering.groups()) {
            assertEquals(group.size(), ranks[group.id()]);
        }
    }

    @Test
    void threadsDoNotShow() {
        Clustering more = cluster(3);
        assertEquals(CLUSTERED.assignments(), more.assignments());
        assertArrayEquals(CLUSTERED.positions().values(), more.positions().values());
    }

    @Test
    void kMeansLooksAtAllRows() {
        TopicMixture few = new TopicMixture(6, 6, 0, new double[0]);
        TopicMixture.Sample sample = rows(few, 21_000, 24);
        for (Reduction reduction : new Reduction[] {Reduction.NONE, Reduction.PCA, Reduction.UMAP}) {
            Clustering one =
                    Clusterer.cluster(sample.rows(), params(Method.KMEANS, reduction, 1), AT_ONCE, Progress.SILENT);
            Clustering more =
                    Clusterer.cluster(sample.rows(), params(Method.KMEANS, reduction, 3), AT_ONCE, Progress.SILENT);
            assertEquals(6, one.groups().size(), reduction::toString);
            Agreement agreement = Agreement.of(sample.labels(), labels(one));
            assertTrue(agreement.adjustedRand() > 0.97, () -> reduction + " " + agreement);
            assertEquals(one.assignments(), more.assignments());
        }
    }

    private static Clustering cluster(int threads) {
        return Clusterer.cluster(
                PLANTED.rows(), params(Method.HDBSCAN, Reduction.UMAP, threads), AT_ONCE, Progress.SILENT);
    }

    private static ClusteringParams params(Method method, Reduction reduction, int threads) {
        return new ClusteringParams(
                ClusteringParams.Normalization.L2,
                reduction,
                null,
                method,
                5,
                null,
                null,
                2,
                10,
                reduction == Reduction.UMAP ? Visualization.UMAP : Visualization.PCA,
                42,
                threads);
    }

    /// Topics that have no cluster of their own: most of the topic in one cluster, most of that cluster the topic.
    static int lost(int[] truth, int[] labels, int topics) {
        int lost = 0;
        int clusters = Arrays.stream(labels).max().orElse(-1) + 1;
        int[][] counts = new int[topics][clusters];
        int[] topicSize = new int[topics];
        int[] clusterSize = new int[clusters];
        for (int row = 0; row < truth.length; row++) {
            if (truth[row] >= 0) {
                topicSize[truth[row]]++;
            }
            if (labels[row] >= 0) {
                clusterSize[labels[row]]++;
            }
            if (truth[row] >= 0 && labels[row] >= 0) {
                counts[truth[row]][labels[row]]++;
            }
        }
        for (int topic = 0; topic < topics; topic++) {
            boolean found = false;
            for (int cluster = 0; cluster < clusters; cluster++) {
                found |= 2 * counts[topic][cluster] > topicSize[topic]
                        && 2 * counts[topic][cluster] > clusterSize[cluster];
            }
            lost += found ? 0 : 1;
        }
        return lost;
    }

    private static TopicMixture.Sample rows(TopicMixture mixture, int n, int d) {
        try (Workers workers = new Workers(2)) {
            return mixture.rows(n, d, 5, workers);
        }
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
