package dev.tracemap.cluster;

import java.util.SplittableRandom;

/// Unit rows around a few random directions, each row near one of them.
public record Topics(Matrix rows, int[] labels) {
    public static Topics of(int n, int d, int topics, double spread, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] centres = new double[topics][];
        for (int t = 0; t < topics; t++) {
            centres[t] = unit(gaussian(random, d));
        }
        float[] values = new float[n * d];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextInt(topics);
            double[] row = gaussian(random, d);
            for (int c = 0; c < d; c++) {
                row[c] = centres[labels[i]][c] + spread / Math.sqrt(d) * row[c];
            }
            unit(row);
            for (int c = 0; c < d; c++) {
                values[i * d + c] = (float) row[c];
            }
        }
        return new Topics(new Matrix(n, d, values), labels);
    }

    private static double[] gaussian(SplittableRandom random, int d) {
        return random.doubles(d)
                .map(u ->
                        StrictMath.sqrt(-2 * StrictMath.log(1 - u)) * StrictMath.cos(2 * Math.PI * random.nextDouble()))
                .toArray();
    }

    private static double[] unit(double[] row) {
        double length = 0;
        for (double value : row) {
            length += value * value;
        }
        for (int c = 0; c < row.length; c++) {
            row[c] /= Math.sqrt(length);
        }
        return row;
    }
}
