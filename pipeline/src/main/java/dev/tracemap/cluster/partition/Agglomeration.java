package dev.tracemap.cluster.partition;

import dev.tracemap.cluster.Matrix;
import java.util.Arrays;

/// Average linkage on cosine distance: the two groups whose members are nearest to each other on average merge first.
/// Cubic time, for some hundred points at most.
///
/// @param into which group the `i`-th merge keeps, named by its smallest row
/// @param gone the group it dissolves
/// @param heights mean cosine distance between the two, per merge
public record Agglomeration(int points, int[] into, int[] gone, double[] heights) {

    /// @param unitRows rows of length 1 or 0
    public static Agglomeration of(Matrix unitRows) {
        int n = unitRows.rows();
        double[][] distance = distances(unitRows);
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
            join(distance, size, pair[0], pair[1]);
        }
        return new Agglomeration(n, into, gone, heights);
    }

    private static double[][] distances(Matrix rows) {
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

    private static void join(double[][] distance, int[] size, int a, int b) {
        for (int other = 0; other < size.length; other++) {
            double mean = (size[a] * distance[a][other] + size[b] * distance[b][other]) / (size[a] + size[b]);
            distance[a][other] = mean;
            distance[other][a] = mean;
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
