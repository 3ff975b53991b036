package dev.tracemap.cluster;

import java.util.List;
import java.util.Map;

/// The result of clustering the rows of a matrix.
///
/// @param assignments one per row
/// @param groups the clusters; group `i` has id `i`
/// @param positions rows × 2, for the picture
/// @param layers the same rows cut coarser and finer, coarse first; the default cut is among them
/// @param chosen what was decided by itself (method, sizes, guards that acted), for the run's parameters, in a
///     fixed order
/// @param seconds wall-clock time per stage, in order
/// @param warnings what a reader of the result must know, in words
public record Clustering(
        List<Assignment> assignments,
        List<Group> groups,
        Matrix positions,
        List<Layer> layers,
        Map<String, Object> chosen,
        Map<String, Double> seconds,
        List<String> warnings) {

    /// One cluster.
    ///
    /// @param centroid mean of the members in the clustering space
    /// @param exemplars rows that stand for the cluster, best first
    /// @param persistence how long the cluster lives in the condensed tree, relative to its birth; 1 for k-means
    /// @param cosineVariance mean squared cosine distance of the members to their mean in the original space
    /// @param broad whether the cluster is much wider than its siblings
    public record Group(
            int id,
            int size,
            float[] centroid,
            float x,
            float y,
            List<Integer> exemplars,
            double persistence,
            double cosineVariance,
            boolean broad) {}

    /// @param labels one per row, -1 for noise
    /// @param persistence mean persistence of its clusters
    public record Layer(int[] labels, int clusters, double persistence, boolean isDefault) {}

    public Clustering {
        assignments = List.copyOf(assignments);
        groups = List.copyOf(groups);
        layers = List.copyOf(layers);
        warnings = List.copyOf(warnings);
    }

    public int noise() {
        return (int) assignments.stream()
                .filter(assignment -> assignment instanceof Assignment.Noise)
                .count();
    }
}
