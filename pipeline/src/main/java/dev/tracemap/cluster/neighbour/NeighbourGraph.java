package dev.tracemap.cluster.neighbour;

/// The nearest rows of each row, itself left out, nearest first, ties by index.
///
/// @param k neighbours per row; less than was asked for where there are not enough rows
/// @param indices `rows × k`; the neighbours of row `i` begin at `i * k`
/// @param distances cosine distances (1 - dot product) in the same order, 0 to 2
/// @param recall share of the true nearest neighbours, of at most 15 a row, that were found, measured on a sample; 1
///     when exact
/// @param method how they were found, for the run's parameters
public record NeighbourGraph(int rows, int k, int[] indices, float[] distances, double recall, String method) {
    public NeighbourGraph {
        if (indices.length != rows * k || distances.length != rows * k) {
            throw new IllegalArgumentException("a graph of " + rows + " rows with " + k + " neighbours does not have "
                    + indices.length + " indices and " + distances.length + " distances");
        }
    }

    public int neighbour(int row, int rank) {
        return indices[row * k + rank];
    }

    public float distance(int row, int rank) {
        return distances[row * k + rank];
    }
}
