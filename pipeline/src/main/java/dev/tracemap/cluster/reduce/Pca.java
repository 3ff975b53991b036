package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Blend;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;

/// Principal components by randomised subspace iteration (Halko, Martinsson, Tropp 2011, algorithm 4.4).
public final class Pca {
    private static final int EXTRA = 8;
    private static final int ITERATIONS = 4;
    private static final int BLOCK = 256;
    private static final int PARTS = 32;
    /// The search is as many columns wide as needed, in steps of this.
    private static final int GRAIN = 16;

    private final Matrix points;
    private final Workers workers;
    private final float[] mean;

    private Pca(Matrix points, Workers workers) {
        this.points = points;
        this.workers = workers;
        this.mean = mean(points);
    }

    /// The rows, centred, in the coordinates of their `dimensions` strongest directions, strongest first. Where the
    /// data has fewer directions, the rest of the columns is 0. The sign of a direction is such that its largest
    /// coefficient is positive.
    public static Matrix fit(Matrix points, int dimensions, long seed, int threads) {
        try (Workers workers = new Workers(threads)) {
            return fit(points, dimensions, seed, workers);
        }
    }

    static Matrix fit(Matrix points, int dimensions, long seed, Workers workers) {
        if (points.rows() == 0 || points.columns() == 0) {
            return new Matrix(points.rows(), dimensions, new float[points.rows() * dimensions]);
        }
        Pca pca = new Pca(points, workers);
        TallBlock directions = pca.directions((dimensions + EXTRA + GRAIN - 1) / GRAIN * GRAIN, seed);
        TallBlock places = pca.project(directions);
        double[][] gram = places.gram(workers);
        double[][] turned = Eigen.symmetric(gram).vectors();
        return pca.columns(places, directions, turned, dimensions);
    }

    private static float[] mean(Matrix points) {
        double[] sum = new double[points.columns()];
        for (int row = 0; row < points.rows(); row++) {
            int offset = points.offset(row);
            for (int column = 0; column < sum.length; column++) {
                sum[column] += points.values()[offset + column];
            }
        }
        float[] mean = new float[sum.length];
        for (int column = 0; column < sum.length; column++) {
            mean[column] = (float) (sum[column] / points.rows());
        }
        return mean;
    }

    private TallBlock directions(int width, long seed) {
        TallBlock directions = TallBlock.zero(points.columns(), width);
        for (int i = 0; i < points.columns() * width; i++) {
            directions.values()[i / width][i % width] = Mix.unit(Mix.of(seed, i)) - 0.5f;
        }
        directions.orthonormalise(workers);
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            directions = backProject(project(directions));
            directions.orthonormalise(workers);
        }
        return directions;
    }

    /// The centred points times the directions.
    private TallBlock project(TallBlock directions) {
        int d = points.columns();
        int width = directions.width();
        float[] shift = new float[width];
        for (int c = 0; c < d; c++) {
            for (int j = 0; j < width; j++) {
                shift[j] += mean[c] * directions.values()[c][j];
            }
        }
        TallBlock places = TallBlock.zero(points.rows(), width);
        workers.each((points.rows() + BLOCK - 1) / BLOCK, block -> {
            for (int row = block * BLOCK; row < Math.min(points.rows(), (block + 1) * BLOCK); row++) {
                float[] place = places.values()[row];
                Blend.add(place, width, directions.values(), 0, points.values(), points.offset(row), d);
                for (int j = 0; j < width; j++) {
                    place[j] -= shift[j];
                }
            }
        });
        return places;
    }

    /// The centred points, turned over, times their places.
    private TallBlock backProject(TallBlock places) {
        int span = Math.max(BLOCK, (points.rows() + PARTS - 1) / PARTS);
        float[][][] partial = new float[(points.rows() + span - 1) / span][][];
        workers.each(
                partial.length,
                part -> partial[part] = backProject(places, part * span, Math.min(points.rows(), (part + 1) * span)));
        TallBlock sum = TallBlock.zero(points.columns(), places.width());
        for (float[][] part : partial) {
            for (int c = 0; c < part.length; c++) {
                Blend.one(sum.values()[c], places.width(), part[c], 1);
            }
        }
        return sum;
    }

    private float[][] backProject(TallBlock places, int from, int to) {
        int d = points.columns();
        int width = places.width();
        float[][] sum = new float[d][width];
        float[] across = new float[d * BLOCK];
        for (int first = from; first < to; first += BLOCK) {
            int count = Math.min(BLOCK, to - first);
            for (int i = 0; i < count; i++) {
                int offset = points.offset(first + i);
                for (int c = 0; c < d; c++) {
                    across[c * BLOCK + i] = points.values()[offset + c] - mean[c];
                }
            }
            for (int c = 0; c < d; c++) {
                Blend.add(sum[c], width, places.values(), first, across, c * BLOCK, count);
            }
        }
        return sum;
    }

    private Matrix columns(TallBlock places, TallBlock directions, double[][] turned, int dimensions) {
        int width = places.width();
        float[][] rotation = new float[width][width];
        for (int k = 0; k < Math.min(width, dimensions); k++) {
            double sign = sign(turned[k], directions);
            for (int a = 0; a < width; a++) {
                rotation[a][k] = (float) (sign * turned[k][a]);
            }
        }
        places.multiply(rotation, workers);
        float[] result = new float[places.rows() * dimensions];
        for (int i = 0; i < places.rows(); i++) {
            System.arraycopy(places.values()[i], 0, result, i * dimensions, dimensions);
        }
        return new Matrix(places.rows(), dimensions, result);
    }

    /// Coefficients within a thousandth of the largest count as equal, so that rounding does not decide.
    private static double sign(double[] turned, TallBlock directions) {
        double largest = 0;
        for (int c = 0; c < directions.rows(); c++) {
            double sum = 0;
            for (int a = 0; a < turned.length; a++) {
                sum += turned[a] * directions.values()[c][a];
            }
            largest = Math.abs(sum) > Math.abs(largest) * 1.001 ? sum : largest;
        }
        return largest < 0 ? -1 : 1;
    }
}
