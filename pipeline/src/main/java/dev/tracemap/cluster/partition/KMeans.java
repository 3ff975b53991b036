package dev.tracemap.cluster.partition;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// K-means (Lloyd) from k-means++ starts (Arthur, Vassilvitskii 2007), in mini-batches (Sculley 2010) for many
/// points.
///
/// @param labels the nearest centre of each point
/// @param centres one row per cluster
/// @param inertia sum of squared distances to the nearest centre
public record KMeans(int[] labels, Matrix centres, double inertia) {
    private static final int STARTS = 3;
    private static final int ROUNDS = 50;
    /// Partial sums per centre. Their number is fixed, so that the number of threads does not show.
    private static final int PARTS = 16;
    /// From here on full rounds cost more than they bring.
    private static final int MANY = 20_000;

    private static final int BATCH = 4096;
    private static final int BATCHES = 150;

    /// The best of a few starts. With fewer distinct points than `k` some clusters stay empty.
    public static KMeans fit(Matrix points, int k, long seed, Workers workers) {
        return assigned(points, centres(points, k, seed, workers), workers);
    }

    /// The centres alone. With many points these are found on a sample and then moved by batches of all of them, so
    /// that only [#assigned] looks at each one.
    public static Matrix centres(Matrix points, int k, long seed, Workers workers) {
        if (k < 1 || k > points.rows()) {
            throw new IllegalArgumentException(points.rows() + " points cannot make " + k + " clusters");
        }
        SplittableRandom random = new SplittableRandom(seed);
        boolean many = points.rows() > MANY;
        Matrix start = many
                ? points.picked(
                        random.ints(Math.max(BATCH, 20 * k), 0, points.rows()).toArray())
                : points;
        @Nullable KMeans best = null;
        for (int i = 0; i < STARTS; i++) {
            KMeans found = inRounds(start, spread(start, k, random.split()), workers);
            if (best == null || found.inertia < best.inertia) {
                best = found;
            }
        }
        Matrix centres = Objects.requireNonNull(best).centres;
        return many ? inBatches(points, centres, random, workers) : centres;
    }

    /// Each point with the nearest of the centres.
    public static KMeans assigned(Matrix points, Matrix centres, Workers workers) {
        int[] labels = new int[points.rows()];
        float[] squared = new float[points.rows()];
        new Centres(centres).nearest(points, labels, squared, workers);
        double inertia = 0;
        for (float distance : squared) {
            inertia += distance;
        }
        return new KMeans(labels, centres, inertia);
    }

    /// k-means++: each next centre is drawn by squared distance to those before it.
    private static Matrix spread(Matrix points, int k, SplittableRandom random) {
        double[] nearest = new double[points.rows()];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int[] picks = new int[k];
        int pick = random.nextInt(points.rows());
        for (int centre = 0; centre < k; centre++) {
            picks[centre] = pick;
            double total = 0;
            for (int row = 0; row < nearest.length; row++) {
                nearest[row] = Math.min(nearest[row], squared(points, row, pick));
                total += nearest[row];
            }
            pick = draw(nearest, total, random);
        }
        return points.picked(picks);
    }

    private static double squared(Matrix points, int a, int b) {
        double sum = 0;
        for (int column = 0; column < points.columns(); column++) {
            double difference = points.at(a, column) - points.at(b, column);
            sum += difference * difference;
        }
        return sum;
    }

    private static int draw(double[] weights, double total, SplittableRandom random) {
        double left = random.nextDouble() * total;
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return random.nextInt(weights.length);
    }

    private static KMeans inRounds(Matrix points, Matrix start, Workers workers) {
        KMeans found = assigned(points, start, workers);
        for (int round = 0; round < ROUNDS; round++) {
            KMeans next = assigned(points, recentred(points, found, workers), workers);
            boolean settled = next.inertia >= found.inertia * (1 - 1e-6);
            found = next.inertia < found.inertia ? next : found;
            if (settled) {
                break;
            }
        }
        return found;
    }

    /// The mean of each cluster; an empty one keeps its centre.
    private static Matrix recentred(Matrix points, KMeans found, Workers workers) {
        int d = points.columns();
        int k = found.centres.rows();
        double[][] sums = new double[PARTS][];
        int[][] counts = new int[PARTS][];
        workers.each(PARTS, part -> {
            sums[part] = new double[k * d];
            counts[part] = new int[k];
            int to = (int) ((part + 1L) * points.rows() / PARTS);
            for (int row = (int) ((long) part * points.rows() / PARTS); row < to; row++) {
                int label = found.labels[row];
                counts[part][label]++;
                for (int column = 0; column < d; column++) {
                    sums[part][label * d + column] += points.at(row, column);
                }
            }
        });
        float[] centres = found.centres.values().clone();
        for (int i = 0; i < centres.length; i++) {
            double sum = 0;
            int count = 0;
            for (int part = 0; part < PARTS; part++) {
                sum += sums[part][i];
                count += counts[part][i / d];
            }
            centres[i] = count == 0 ? centres[i] : (float) (sum / count);
        }
        return new Matrix(k, d, centres);
    }

    private static Matrix inBatches(Matrix points, Matrix start, SplittableRandom random, Workers workers) {
        int d = points.columns();
        double[] centres = new double[start.values().length];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = start.values()[i];
        }
        Matrix now = start;
        long[] seen = new long[start.rows()];
        for (int batch = 0; batch < BATCHES; batch++) {
            Matrix rows =
                    points.picked(random.ints(BATCH, 0, points.rows()).sorted().toArray());
            int[] labels = assigned(rows, now, workers).labels;
            float[] moved = now.values().clone();
            for (int i = 0; i < BATCH; i++) {
                double rate = 1.0 / ++seen[labels[i]];
                for (int column = 0; column < d; column++) {
                    int at = labels[i] * d + column;
                    centres[at] += rate * (rows.at(i, column) - centres[at]);
                    moved[at] = (float) centres[at];
                }
            }
            now = new Matrix(start.rows(), d, moved);
        }
        return now;
    }
}
