package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The same points in another order of rows, which decides between equal edges in another way.
record Shuffled(Matrix points, int[] origin) {

    /// @param order which one; 0 = as they are
    static Shuffled of(Matrix points, int order) {
        int[] origin = IntStream.range(0, points.rows()).toArray();
        SplittableRandom random = new SplittableRandom(order);
        for (int row = order == 0 ? 0 : origin.length - 1; row > 0; row--) {
            int other = random.nextInt(row + 1);
            int swap = origin[row];
            origin[row] = origin[other];
            origin[other] = swap;
        }
        float[] values = new float[points.values().length];
        for (int row = 0; row < origin.length; row++) {
            System.arraycopy(points.values(), points.offset(origin[row]), values, points.offset(row), points.columns());
        }
        return new Shuffled(new Matrix(points.rows(), points.columns(), values), origin);
    }

    /// Labels of the rows as they were, for the rows as they are here.
    int[] sameOrder(int[] labels) {
        return IntStream.of(origin).map(row -> labels[row]).toArray();
    }
}
