package dev.tracemap.lineage;

import java.util.List;

/// What became of clusters from one run to another. Ids are cluster ids of the respective run.
public sealed interface Change {

    /// How two clusters were recognised as one.
    enum By {
        ITEMS,
        CENTROID
    }

    /// @param agreement 0 to 1: the smaller of the two shares of common items that went along, or the cosine of the
    ///     centroids where the runs have too few items in common
    record Continues(int before, int after, double agreement, By by) implements Change {}

    record Split(int before, List<Integer> after) implements Change {
        public Split {
            after = List.copyOf(after);
        }
    }

    record Merged(List<Integer> before, int after) implements Change {
        public Merged {
            before = List.copyOf(before);
        }
    }

    record New(int after) implements Change {}

    record Gone(int before) implements Change {}
}
