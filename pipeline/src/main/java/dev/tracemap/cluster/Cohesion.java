package dev.tracemap.cluster;

import java.util.SplittableRandom;

/// Whether the members of a cluster are clearly more alike than members of different clusters.
///
/// A layout puts rows that belong nowhere next to each other, since they have no better neighbours. They look like a
/// cluster there, but in the original space they are no more alike than strangers are.
final class Cohesion {
    private static final int PAIRS = 20_000;
    /// Standard deviations above the mean cosine of strangers. What chance makes stays below a half, real groups
    /// begin around one and a half.
    private static final double CLEARLY = 1.0;

    private Cohesion() {}

    /// The labels with clusters that do not hold together dissolved into noise.
    static int[] held(Matrix unit, int[] labels, int clusters, long seed) {
        double[] strangers = strangers(unit, labels, new SplittableRandom(seed));
        double least = strangers[0] + CLEARLY * strangers[1];
        double[] within = within(unit, labels, clusters);
        int[] held = labels.clone();
        for (int row = 0; row < held.length; row++) {
            if (held[row] >= 0 && within[held[row]] < least) {
                held[row] = -1;
            }
        }
        return held;
    }

    /// Mean and standard deviation of the cosine of random pairs from different clusters; below every cosine where
    /// there are none.
    private static double[] strangers(Matrix unit, int[] labels, SplittableRandom random) {
        double sum = 0;
        double squares = 0;
        int pairs = 0;
        for (int i = 0; i < PAIRS; i++) {
            int a = random.nextInt(labels.length);
            int b = random.nextInt(labels.length);
            if (labels[a] >= 0 && labels[b] >= 0 && labels[a] != labels[b]) {
                double cosine = cosine(unit, a, b);
                sum += cosine;
                squares += cosine * cosine;
                pairs++;
            }
        }
        if (pairs == 0) {
            return new double[] {-2, 0};
        }
        double mean = sum / pairs;
        return new double[] {mean, Math.sqrt(Math.max(0, squares / pairs - mean * mean))};
    }

    private static double cosine(Matrix unit, int a, int b) {
        double dot = 0;
        for (int column = 0; column < unit.columns(); column++) {
            dot += unit.at(a, column) * unit.at(b, column);
        }
        return dot;
    }

    /// Mean cosine of all pairs inside each cluster: the sum of its rows, squared, holds them all.
    private static double[] within(Matrix unit, int[] labels, int clusters) {
        int d = unit.columns();
        double[][] sum = new double[clusters][d];
        int[] size = new int[clusters];
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] >= 0) {
                size[labels[row]]++;
                for (int column = 0; column < d; column++) {
                    sum[labels[row]][column] += unit.at(row, column);
                }
            }
        }
        double[] within = new double[clusters];
        for (int cluster = 0; cluster < clusters; cluster++) {
            double square = 0;
            for (double value : sum[cluster]) {
                square += value * value;
            }
            within[cluster] = size[cluster] < 2 ? 1 : (square / size[cluster] - 1) / (size[cluster] - 1);
        }
        return within;
    }
}
