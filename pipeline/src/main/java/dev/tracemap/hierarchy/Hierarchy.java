package dev.tracemap.hierarchy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which clusters stand together, coarse to fine.
///
/// @param source the tree that was taken
/// @param fits of every tree that was tried, at its best cut: how well its groups are told apart by the items' vectors,
///     -1 to 1
/// @param depths how many groups and lone clusters there are at each depth, the clusters themselves last
/// @param groups coarse to fine, the largest first
public record Hierarchy(Source source, Map<Source, Double> fits, List<Integer> depths, List<Group> groups) {

    /// What says which clusters are close to each other.
    public enum Source {
        /// The coarser cuts of the condensed tree that the clusters come from.
        LAYERS,
        /// The middles of the clusters, in the space of the items' vectors.
        CENTROIDS,
        /// The vectors of the clusters' names.
        LABELS;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param id `2` is the second at the top, `2.1` the first below it
    /// @param parent absent at the top
    /// @param depth 1 = coarsest
    /// @param clusters all below it, largest first
    public record Group(String id, @Nullable String parent, int depth, List<Integer> clusters) {
        public Group {
            clusters = List.copyOf(clusters);
        }
    }

    public Hierarchy {
        depths = List.copyOf(depths);
        groups = List.copyOf(groups);
    }

    public double fit() {
        return fits.getOrDefault(source, 0.0);
    }
}
