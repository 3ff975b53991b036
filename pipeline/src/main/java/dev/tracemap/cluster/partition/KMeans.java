package dev.tracemap.cluster.partition;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
    private static final int PIECE = 512;
    /// From here on full rounds cost more than they bring.
    private static final int MANY = 20_000;

    private static final int BATCH = 4096;
    private static final int BATCHES = 150;

    /// The best of a few starts. With fewer distinct points than `k` some clusters stay empty.
    public static KMeans fit(Matrix points, int k, long seed, Workers workers) {
        if (k < 1 || k > points.rows()) {
            throw new IllegalArgumentException(points.rows() + " points cannot make " + k + " clusters");
        }
        SplittableRandom random = new SplittableRandom(seed);
        @Nullable KMeans best = null;
        for (int start = 0; start < STARTS; start++) {
            SplittableRandom own = random.split();
            double[] centres = spread(points, k, own);
            KMeans found = points.rows() > MANY
                    ? inBatches(points, centres, k, own, workers)
                    : inRounds(points, centres, k, workers);
            if (best == null || found.inertia < best.inertia) {
                best = found;
            }
        }
        return Objects.requireNonNull(best);
    }

    /// k-means++ on a sample where there are many points.
    private static double[] spread(Matrix points, int k, SplittableRandom random) {
        int n = Math.min(points.rows(), Math.max(BATCH, 20 * k));
        int[] rows = n == points.rows()
                ? IntStream.range(0, n).toArray()
                : random.ints(n, 0, points.rows()).toArray();
        int d = points.columns();
        double[] centres = new double[k * d];
        double[] nearest = new double[n];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int pick = random.nextInt(n);
        for (int centre = 0; centre < k; centre++) {
            int row = rows[pick];
            for (int column = 0; column < d; column++) {
                centres[centre * d + column] = points.at(row, column);
            }
            double total = 0;
            for (int i = 0; i < n; i++) {
                nearest[i] = Math.min(nearest[i], squared(points, rows[i], centres, centre));
                total += nearest[i];
            }
            pick = draw(nearest, total, random);
        }
        return centres;
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

    private static KMeans inRounds(Matrix points, double[] centres, int k, Workers workers) {
        int[] labels = new int[points.rows()];
        double inertia = assign(points, centres, k, labels, workers);
        for (int round = 0; round < ROUNDS; round++) {
            recentre(points, labels, centres, k);
            double next = assign(points, centres, k, labels, workers);
            if (next >= inertia * (1 - 1e-6)) {
                inertia = next;
                break;
            }
            inertia = next;
        }
        return done(points, labels, centres, k, inertia);
    }

    private static KMeans inBatches(Matrix points, double[] centres, int k, SplittableRandom random, Workers workers) {
        int d = points.columns();
        long[] seen = new long[k];
        for (int batch = 0; batch < BATCHES; batch++) {
            int[] rows = random.ints(BATCH, 0, points.rows()).toArray();
            int[] nearest = new int[BATCH];
            workers.each((BATCH + PIECE - 1) / PIECE, piece -> {
                for (int i = piece * PIECE; i < Math.min(BATCH, (piece + 1) * PIECE); i++) {
                    nearest[i] = nearest(points, rows[i], centres, k);
                }
            });
            for (int i = 0; i < BATCH; i++) {
                double rate = 1.0 / ++seen[nearest[i]];
                for (int column = 0; column < d; column++) {
                    int at = nearest[i] * d + column;
                    centres[at] += rate * (points.at(rows[i], column) - centres[at]);
                }
            }
        }
        int[] labels = new int[points.rows()];
        double inertia = assign(points, centres, k, labels, workers);
        return done(points, labels, centres, k, inertia);
    }

    private static double assign(Matrix points, double[] centres, int k, int[] labels, Workers workers) {
        int pieces = (points.rows() + PIECE - 1) / PIECE;
        double[] inertia = new double[pieces];
        workers.each(pieces, piece -> {
            for (int row = piece * PIECE; row < Math.min(points.rows(), (piece + 1) * PIECE); row++) {
                labels[row] = nearest(points, row, centres, k);
                inertia[piece] += squared(points, row, centres, labels[row]);
            }
        });
        double sum = 0;
        for (double part : inertia) {
            sum += part;
        }
        return sum;
    }

    private static int nearest(Matrix points, int row, double[] centres, int k) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int centre = 0; centre < k; centre++) {
            double distance = squared(points, row, centres, centre);
            if (distance < least) {
                least = distance;
                nearest = centre;
            }
        }
        return nearest;
    }

    private static double squared(Matrix points, int row, double[] centres, int centre) {
        int d = points.columns();
        int offset = points.offset(row);
        double sum = 0;
        for (int column = 0; column < d; column++) {
            double difference = points.values()[offset + column] - centres[centre * d + column];
            sum += difference * difference;
        }
        return sum;
    }

    /// An empty cluster keeps its centre.
    private static void recentre(Matrix points, int[] labels, double[] centres, int k) {
        int d = points.columns();
        double[] sum = new double[k * d];
        int[] count = new int[k];
        for (int row = 0; row < labels.length; row++) {
            count[labels[row]]++;
            for (int column = 0; column < d; column++) {
                sum[labels[row] * d + column] += points.at(row, column);
            }
        }
        for (int i = 0; i < sum.length; i++) {
            centres[i] = count[i / d] == 0 ? centres[i] : sum[i] / count[i / d];
        }
    }

    private static KMeans done(Matrix points, int[] labels, double[] centres, int k, double inertia) {
        float[] values = new float[centres.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) centres[i];
        }
        return new KMeans(labels, new Matrix(k, points.columns(), values), inertia);
    }
}
