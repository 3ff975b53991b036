package dev.tracemap.cluster;

import dev.tracemap.cluster.Assignment.Second;
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
    private final Matrix space;
    private final Matrix positions;
    private final int[][] members;
    private final float[][] centroids;
    /// Of each member: the cosine between it and the mean of its cluster, both in the original space.
    private final double[] closeness;

    /// @param unit the original rows
    /// @param space what was clustered in
    Assembly(Grouping grouping, Matrix unit, Matrix space, Matrix positions) {
        this.grouping = grouping;
        this.unit = unit;
        this.space = space;
        this.positions = positions;
        this.members = members(grouping);
        this.centroids = Arrays.stream(members).map(rows -> mean(space, rows)).toArray(float[][]::new);
        this.closeness = closeness();
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

    private static float[] mean(Matrix of, int[] rows) {
        double[] sum = new double[of.columns()];
        float[] values = of.values();
        for (int row : rows) {
            int offset = of.offset(row);
            for (int column = 0; column < sum.length; column++) {
                sum[column] += values[offset + column];
            }
        }
        float[] mean = new float[sum.length];
        for (int column = 0; column < sum.length; column++) {
            mean[column] = (float) (sum[column] / rows.length);
        }
        return mean;
    }

    List<Assignment> assignments() {
        Assignment[] assignments = new Assignment[unit.rows()];
        for (int cluster = 0; cluster < members.length; cluster++) {
            int rank = 0;
            for (int row : byDistance(cluster)) {
                float distance = distance(row, cluster);
                assignments[row] = new Assignment.Member(
                        cluster,
                        (float) grouping.probabilities()[row],
                        distance,
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
                .sorted(Comparator.<Integer>comparingDouble(row -> distance(row, cluster))
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private float distance(int row, int cluster) {
        double sum = 0;
        for (int column = 0; column < space.columns(); column++) {
            double difference = space.at(row, column) - centroids[cluster][column];
            sum += difference * difference;
        }
        return (float) Math.sqrt(sum);
    }

    /// The nearest other centroid; its probability is the row's own, scaled by how much farther it is.
    private @Nullable Second second(int row, int own, double probability) {
        int nearest = -1;
        float least = Float.POSITIVE_INFINITY;
        for (int cluster = 0; cluster < centroids.length; cluster++) {
            if (cluster != own) {
                float distance = distance(row, cluster);
                if (distance < least) {
                    least = distance;
                    nearest = cluster;
                }
            }
        }
        if (nearest < 0) {
            return null;
        }
        double share = own < 0 ? 1 : distance(row, own) / Math.max(1e-9, distance(row, own) + least);
        return new Second(nearest, (float) (Math.max(0, probability) * Math.min(share, 1)));
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
            double distance = 1 - closeness[row];
            sum += distance * distance;
        }
        return sum / members[cluster].length;
    }

    private double[] closeness() {
        double[] cosines = new double[unit.rows()];
        for (int[] rows : members) {
            float[] mean = mean(unit, rows);
            double length = 0;
            for (float value : mean) {
                length += value * value;
            }
            for (int row : rows) {
                cosines[row] = length == 0 ? 1 : dot(mean, row) / Math.sqrt(length);
            }
        }
        return cosines;
    }

    private double dot(float[] mean, int row) {
        float[] values = unit.values();
        int offset = unit.offset(row);
        double dot = 0;
        for (int column = 0; column < mean.length; column++) {
            dot += mean[column] * values[offset + column];
        }
        return dot;
    }

    /// Rows at the densest places first, then the most central ones, each sort by closeness to the original mean.
    private List<Integer> exemplars(int cluster) {
        Set<Integer> dense = Set.copyOf(grouping.exemplars().get(cluster));
        return Arrays.stream(members[cluster])
                .boxed()
                .sorted(Comparator.<Integer, Boolean>comparing(row -> !dense.contains(row))
                        .thenComparingDouble(row -> -closeness[row])
                        .thenComparing(Comparator.naturalOrder()))
                .limit(EXEMPLARS)
                .toList();
    }
}
