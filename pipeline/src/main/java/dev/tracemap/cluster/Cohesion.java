package dev.tracemap.cluster;

import dev.tracemap.cluster.neighbour.Dots;
import java.util.SplittableRandom;

/// Whether the members of a cluster are clearly more alike than members of different clusters.
///
/// A layout puts rows that belong nowhere next to each other, since they have no better neighbours. They look like a
/// cluster there, but in the original space they are no more alike than strangers are.
final class Cohesion {
    private static final int LOOKED_AT = 1_500;
    private static final int OTHERS = 4;
    /// Standard deviations above the cosine of strangers. What chance makes stays below a half, the loosest real
    /// groups begin around one.
    private static final double CLEARLY = 0.75;
    /// What makes up this share of the rows is a group of its own, however loose.
    private static final double TOO_MANY_FOR_NOISE = 0.1;

    private final Matrix unit;
    /// Random rows, each before four others, whatever the clusters are.
    private final int[] strangers;

    private final float[] cosines;

    /// @param unit the original rows
    Cohesion(Matrix unit, long seed) {
        this.unit = unit;
        this.strangers = new SplittableRandom(seed)
                .ints(LOOKED_AT * (OTHERS + 1L), 0, unit.rows())
                .toArray();
        this.cosines = Dots.withFour(unit.values(), unit.columns(), strangers);
    }

    /// The labels with clusters that do not hold together dissolved into noise.
    int[] held(int[] labels, int clusters) {
        double[] apart = apart(labels);
        boolean[] dissolved = new boolean[clusters];
        double[][] sums = sums(unit, labels, clusters);
        for (int cluster = 0; cluster < clusters; cluster++) {
            double within = within(sums[cluster]);
            double above = within - (apart[0] + outward(sums, cluster)) / 2;
            boolean few = sums[cluster][unit.columns()] <= TOO_MANY_FOR_NOISE * labels.length;
            dissolved[cluster] = few && above < CLEARLY * apart[1];
        }
        int[] held = labels.clone();
        for (int row = 0; row < held.length; row++) {
            if (held[row] >= 0 && dissolved[held[row]]) {
                held[row] = -1;
            }
        }
        return held;
    }

    /// Mean and standard deviation of the cosine of random pairs from different clusters; below every cosine where
    /// there are none.
    private double[] apart(int[] labels) {
        double sum = 0;
        double squares = 0;
        int pairs = 0;
        for (int i = 0; i < cosines.length; i++) {
            int first = i / OTHERS * (OTHERS + 1);
            int a = labels[strangers[first]];
            int b = labels[strangers[first + 1 + i % OTHERS]];
            if (a >= 0 && b >= 0 && a != b) {
                sum += cosines[i];
                squares += (double) cosines[i] * cosines[i];
                pairs++;
            }
        }
        if (pairs == 0) {
            return new double[] {-2, 0};
        }
        double mean = sum / pairs;
        return new double[] {mean, Math.sqrt(Math.max(0, squares / pairs - mean * mean))};
    }

    /// The sum of each cluster's rows, with their number behind it; last, the same of all clusters.
    private static double[][] sums(Matrix unit, int[] labels, int clusters) {
        int d = unit.columns();
        double[][] sums = new double[clusters + 1][d + 1];
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] >= 0) {
                add(sums[labels[row]], unit.values(), unit.offset(row), d);
            }
        }
        for (int cluster = 0; cluster < clusters; cluster++) {
            for (int column = 0; column <= d; column++) {
                sums[clusters][column] += sums[cluster][column];
            }
        }
        return sums;
    }

    private static void add(double[] sum, float[] values, int offset, int d) {
        for (int column = 0; column < d; column++) {
            sum[column] += values[offset + column];
        }
        sum[d]++;
    }

    /// Mean cosine of all pairs inside a cluster: the sum of its rows, squared, holds them all.
    private static double within(double[] sum) {
        double size = sum[sum.length - 1];
        double square = 0;
        for (int column = 0; column < sum.length - 1; column++) {
            square += sum[column] * sum[column];
        }
        return size < 2 ? 1 : (square / size - 1) / (size - 1);
    }

    /// Mean cosine between the members of a cluster and those of all others.
    private static double outward(double[][] sums, int cluster) {
        double[] own = sums[cluster];
        double[] all = sums[sums.length - 1];
        int d = own.length - 1;
        double dot = 0;
        for (int column = 0; column < d; column++) {
            dot += own[column] * (all[column] - own[column]);
        }
        double pairs = own[d] * (all[d] - own[d]);
        return pairs == 0 ? -2 : dot / pairs;
    }
}
