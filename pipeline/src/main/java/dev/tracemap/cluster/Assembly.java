package dev.tracemap.cluster;

import dev.tracemap.cluster.Assignment.Second;
import dev.tracemap.cluster.partition.Centres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Works out what a reader wants to know about each cluster and each row of a grouping.
final class Assembly {
    private static final int EXEMPLARS = 10;
    /// A cluster this many times as wide as its siblings' median is flagged.
    private static final double BROAD = 2.5;
    private static final int SIBLINGS = 4;

    private final Grouping grouping;
    private final Matrix unit;
    private final Matrix positions;
    private final int[][] members;
    private final float[][] centroids;
    private final float[][] originalMeans;
    private final float[] distance;
    private final float[] cosine;
    private final int[] other;
    private final float[] otherDistance;

    /// @param unit the original rows
    /// @param space what was clustered in
    Assembly(Grouping grouping, Matrix unit, Matrix space, Matrix positions, Workers workers) {
        this.grouping = grouping;
        this.unit = unit;
        this.positions = positions;
        this.members = members(grouping);
        this.centroids = means(space, workers);
        this.originalMeans = space.equals(unit) ? centroids : means(unit, workers);
        this.distance = new float[unit.rows()];
        this.cosine = new float[unit.rows()];
        this.other = new int[unit.rows()];
        this.otherDistance = new float[unit.rows()];
        compare(space, workers);
    }

    private static int[][] members(Grouping grouping) {
        int[] size = new int[grouping.clusters()];
        for (int label : grouping.labels()) {
            if (label >= 0) {
                size[label]++;
            }
        }
        int[][] members = new int[size.length][];
        for (int cluster = 0; cluster < size.length; cluster++) {
            members[cluster] = new int[size[cluster]];
        }
        for (int row = grouping.labels().length - 1; row >= 0; row--) {
            int label = grouping.labels()[row];
            if (label >= 0) {
                members[label][--size[label]] = row;
            }
        }
        return members;
    }

    private float[][] means(Matrix of, Workers workers) {
        float[][] means = new float[members.length][];
        workers.each(means.length, cluster -> means[cluster] = mean(of, members[cluster]));
        return means;
    }

    private static float[] mean(Matrix of, int[] rows) {
        double[] sum = new double[of.columns()];
        for (int row : rows) {
            for (int column = 0; column < sum.length; column++) {
                sum[column] += of.at(row, column);
            }
        }
        float[] mean = new float[sum.length];
        for (int column = 0; column < sum.length; column++) {
            mean[column] = (float) (sum[column] / rows.length);
        }
        return mean;
    }

    /// Each row with its own centroid and the nearest other one, and with the mean of its cluster in the original
    /// space.
    private void compare(Matrix space, Workers workers) {
        Centres centres = new Centres(stacked(space.columns()));
        int blocks = (unit.rows() + Centres.BLOCK - 1) / Centres.BLOCK;
        ThreadLocal<float[]> rooms = ThreadLocal.withInitial(centres::room);
        workers.each(blocks, block -> {
            float[] room = rooms.get();
            int first = block * Centres.BLOCK;
            int count = Math.min(Centres.BLOCK, unit.rows() - first);
            centres.distances(space, first, count, room);
            for (int i = 0; i < count; i++) {
                compare(first + i, room, i * centres.stride());
            }
        });
    }

    private Matrix stacked(int columns) {
        float[] values = new float[centroids.length * columns];
        for (int cluster = 0; cluster < centroids.length; cluster++) {
            System.arraycopy(centroids[cluster], 0, values, cluster * columns, columns);
        }
        return new Matrix(centroids.length, columns, values);
    }

    private void compare(int row, float[] squared, int from) {
        int own = grouping.labels()[row];
        int nearest = -1;
        for (int cluster = 0; cluster < centroids.length; cluster++) {
            if (cluster != own && (nearest < 0 || squared[from + cluster] < squared[from + nearest])) {
                nearest = cluster;
            }
        }
        other[row] = nearest;
        otherDistance[row] = nearest < 0 ? 0 : (float) Math.sqrt(squared[from + nearest]);
        if (own >= 0) {
            distance[row] = (float) Math.sqrt(squared[from + own]);
            cosine[row] = (float) cosineToMean(row, own);
        }
    }

    private double cosineToMean(int row, int cluster) {
        float[] mean = originalMeans[cluster];
        double dot = 0;
        double length = 0;
        for (int column = 0; column < mean.length; column++) {
            dot += mean[column] * unit.at(row, column);
            length += mean[column] * mean[column];
        }
        return length == 0 ? 1 : dot / Math.sqrt(length);
    }

    List<Assignment> assignments() {
        Assignment[] assignments = new Assignment[unit.rows()];
        for (int cluster = 0; cluster < members.length; cluster++) {
            int rank = 0;
            for (int row : byDistance(cluster)) {
                assignments[row] = new Assignment.Member(
                        cluster,
                        (float) grouping.probabilities()[row],
                        distance[row],
                        rank++,
                        second(row, cluster, grouping.probabilities()[row]));
            }
        }
        for (int row = 0; row < assignments.length; row++) {
            if (grouping.labels()[row] < 0) {
                float score = (float) grouping.outlierScores()[row];
                assignments[row] = new Assignment.Noise(score, second(row, -1, 1 - score));
            }
        }
        return List.of(assignments);
    }

    private int[] byDistance(int cluster) {
        return Arrays.stream(members[cluster])
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(row -> distance[row])
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /// The nearest other centroid; its probability is the row's own, scaled by how much farther it is.
    private @Nullable Second second(int row, int own, double probability) {
        if (other[row] < 0) {
            return null;
        }
        double share = own < 0 ? 1 : distance[row] / Math.max(1e-9, distance[row] + otherDistance[row]);
        return new Second(other[row], (float) (Math.max(0, probability) * Math.min(share, 1)));
    }

    List<Clustering.Group> groups() {
        double[] variance = new double[members.length];
        for (int cluster = 0; cluster < members.length; cluster++) {
            variance[cluster] = cosineVariance(cluster);
        }
        double[] sorted = variance.clone();
        Arrays.sort(sorted);
        double wide = sorted.length < SIBLINGS ? Double.POSITIVE_INFINITY : BROAD * sorted[sorted.length / 2];
        List<Clustering.Group> groups = new ArrayList<>();
        for (int cluster = 0; cluster < members.length; cluster++) {
            float[] centre = mean(positions, members[cluster]);
            groups.add(new Clustering.Group(
                    cluster,
                    members[cluster].length,
                    centroids[cluster],
                    centre[0],
                    centre[1],
                    exemplars(cluster),
                    grouping.persistence()[cluster],
                    variance[cluster],
                    variance[cluster] > wide));
        }
        return groups;
    }

    private double cosineVariance(int cluster) {
        double sum = 0;
        for (int row : members[cluster]) {
            double apart = 1.0 - cosine[row];
            sum += apart * apart;
        }
        return sum / members[cluster].length;
    }

    /// Rows at the densest places first, then the most central ones, each sort by closeness to the original mean.
    private List<Integer> exemplars(int cluster) {
        Set<Integer> dense = Set.copyOf(grouping.exemplars().get(cluster));
        return Arrays.stream(members[cluster])
                .boxed()
                .sorted(Comparator.<Integer, Boolean>comparing(row -> !dense.contains(row))
                        .thenComparingDouble(row -> -cosine[row])
                        .thenComparing(Comparator.naturalOrder()))
                .limit(EXEMPLARS)
                .toList();
    }
}
