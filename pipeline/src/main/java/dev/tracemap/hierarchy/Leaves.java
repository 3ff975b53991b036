package dev.tracemap.hierarchy;

import dev.tracemap.cluster.Assignment;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.Matrix;
import java.util.List;

/// The clusters of a run as the ends of a tree.
///
/// @param rows the items' vectors
/// @param cluster per row, -1 for noise
/// @param sizes of the clusters
/// @param coarser the cluster of each row in coarser cuts, coarsest first
public record Leaves(Matrix rows, int[] cluster, int[] sizes, List<int[]> coarser) {

    /// @param rows what was clustered
    public static Leaves of(Matrix rows, Clustering clustering) {
        int[] cluster = clustering.assignments().stream()
                .mapToInt(assignment -> switch (assignment) {
                    case Assignment.Member member -> member.cluster();
                    case Assignment.Noise _ -> -1;
                })
                .toArray();
        List<int[]> coarser = clustering.layers().stream()
                .filter(layer -> layer.clusters() < clustering.groups().size())
                .map(Clustering.Layer::labels)
                .toList();
        return new Leaves(
                rows,
                cluster,
                clustering.groups().stream().mapToInt(Clustering.Group::size).toArray(),
                coarser);
    }

    int count() {
        return sizes.length;
    }

    /// The direction of each cluster's middle as seen from the middle of all: what all items have in common says
    /// nothing about which clusters belong together.
    Matrix directions() {
        int columns = rows.columns();
        float[] sums = new float[count() * columns];
        double[] length = new double[rows.rows()];
        for (int row = 0; row < rows.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                length[row] += (double) rows.at(row, column) * rows.at(row, column);
            }
        }
        for (int row = 0; row < rows.rows(); row++) {
            if (cluster[row] >= 0 && length[row] > 0) {
                double scale = 1 / (Math.sqrt(length[row]) * sizes[cluster[row]]);
                for (int column = 0; column < columns; column++) {
                    sums[cluster[row] * columns + column] += (float) (rows.at(row, column) * scale);
                }
            }
        }
        return centred(new Matrix(count(), columns, sums));
    }

    /// Rows without their mean, at length 1.
    static Matrix centred(Matrix points) {
        int columns = points.columns();
        float[] values = points.values().clone();
        double[] mean = new double[columns];
        for (int i = 0; i < values.length; i++) {
            mean[i % columns] += values[i] / (double) points.rows();
        }
        for (int row = 0; row < points.rows(); row++) {
            double length = 0;
            for (int column = 0; column < columns; column++) {
                int at = points.offset(row) + column;
                values[at] -= (float) mean[column];
                length += (double) values[at] * values[at];
            }
            for (int column = 0; length > 0 && column < columns; column++) {
                values[points.offset(row) + column] /= (float) Math.sqrt(length);
            }
        }
        return new Matrix(points.rows(), columns, values);
    }
}
