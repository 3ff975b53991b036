package dev.tracemap.cluster.partition;

import dev.tracemap.cluster.Matrix;
import java.util.Arrays;

/// Groups merge two at a time, the nearest first. Cubic time, for some hundred points at most.
///
/// @param into which group the `i`-th merge keeps, named by its smallest row
/// @param gone the group it dissolves
/// @param heights distance between the two, per merge
public record Agglomeration(int points, int[] into, int[] gone, double[] heights) {

    /// How far a group is from two that have become one.
    public enum Linkage {
        /// As far as its members are from theirs on average (Sokal and Michener 1958).
        AVERAGE,
        /// As much as joining adds to the squares within (Ward 1963): groups of like size come about.
        WARD
    }

    /// Average linkage on cosine distance.
    ///
    /// @param unitRows rows of length 1 or 0
    public static Agglomeration of(Matrix unitRows) {
        return of(distances(unitRows), Linkage.AVERAGE);
    }

    /// @param distance symmetric, for [Linkage#WARD] squared or like the square; used up
    public static Agglomeration of(double[][] distance, Linkage linkage) {
        int n = distance.length;
        int[] size = new int[n];
        Arrays.fill(size, 1);
        int merges = Math.max(0, n - 1);
        int[] into = new int[merges];
        int[] gone = new int[merges];
        double[] heights = new double[merges];
        for (int merge = 0; merge < merges; merge++) {
            int[] pair = nearest(distance, size);
            into[merge] = pair[0];
            gone[merge] = pair[1];
            heights[merge] = distance[pair[0]][pair[1]];
            join(distance, size, pair[0], pair[1], linkage);
        }
        return new Agglomeration(n, into, gone, heights);
    }

    /// Cosine distances between all pairs of rows.
    ///
    /// @param rows of length 1 or 0
    public static double[][] distances(Matrix rows) {
        double[][] distance = new double[rows.rows()][rows.rows()];
        for (int a = 0; a < rows.rows(); a++) {
            for (int b = 0; b < a; b++) {
                double dot = 0;
                for (int column = 0; column < rows.columns(); column++) {
                    dot += (double) rows.at(a, column) * rows.at(b, column);
                }
                distance[a][b] = Math.max(0, 1 - dot);
                distance[b][a] = distance[a][b];
            }
        }
        return distance;
    }

    private static int[] nearest(double[][] distance, int[] size) {
        int[] pair = {-1, -1};
        double least = Double.POSITIVE_INFINITY;
        for (int a = 0; a < size.length; a++) {
            for (int b = a + 1; size[a] > 0 && b < size.length; b++) {
                if (size[b] > 0 && distance[a][b] < least) {
                    least = distance[a][b];
                    pair = new int[] {a, b};
                }
            }
        }
        return pair;
    }

    private static void join(double[][] distance, int[] size, int a, int b, Linkage linkage) {
        double between = distance[a][b];
        for (int other = 0; other < size.length; other++) {
            double joined =
                    switch (linkage) {
                        case AVERAGE ->
                            (size[a] * distance[a][other] + size[b] * distance[b][other]) / (size[a] + size[b]);
                        case WARD ->
                            ((size[a] + size[other]) * distance[a][other]
                                            + (size[b] + size[other]) * distance[b][other]
                                            - size[other] * between)
                                    / (size[a] + size[b] + size[other]);
                    };
            distance[a][other] = joined;
            distance[other][a] = joined;
        }
        size[a] += size[b];
        size[b] = 0;
    }

    /// Labels 0 to `clusters - 1` in order of first rows.
    public int[] cut(int clusters) {
        int[] group = new int[points];
        Arrays.setAll(group, row -> row);
        for (int merge = 0; merge < points - clusters; merge++) {
            for (int row = 0; row < points; row++) {
                if (group[row] == gone[merge]) {
                    group[row] = into[merge];
                }
            }
        }
        int[] label = new int[points];
        int count = 0;
        for (int row = 0; row < points; row++) {
            label[row] = group[row] == row ? count++ : label[group[row]];
        }
        return label;
    }
}
