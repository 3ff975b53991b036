package dev.tracemap.cluster;

import dev.tracemap.cluster.density.CondensedTree;
import dev.tracemap.cluster.density.Cut;
import dev.tracemap.cluster.density.Dendrogram;
import dev.tracemap.cluster.density.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Tries the leaves of one dendrogram, from fine to coarse, and ranks these cuts by the length of their description.
///
/// @param tried fine to coarse
record CutChoice(List<Candidate> tried) {
    private static final double STEP = 1.2;
    /// A cluster with more than this share of the rows hides what is in it.
    private static final double GIANT = 0.5;

    /// @param bits description length with all noise attached
    record Candidate(int minClusterSize, Cut cut, double bits, double largestShare) {
        boolean hasGiant() {
            return largestShare > GIANT;
        }
    }

    /// @param smallest minimum cluster size to try
    /// @param largest the same; equal to `smallest` when the user has set it
    static CutChoice of(
            Dendrogram dendrogram, int smallest, int largest, OriginalSpace original, DescriptionLength description) {
        List<Candidate> tried = new ArrayList<>();
        for (double size = smallest; size <= largest; size = Math.max(size + 1, size * STEP)) {
            CondensedTree tree = CondensedTree.of(dendrogram, (int) size);
            Cut cut = Cut.of(tree, Selection.LEAF);
            if (cut.clusters() > 1) {
                tried.add(candidate(cut, original, description));
            }
        }
        return new CutChoice(tried);
    }

    private static Candidate candidate(Cut cut, OriginalSpace original, DescriptionLength description) {
        int[] attached = original.allAttached(cut.labels());
        int[] size = new int[cut.clusters()];
        int largest = 0;
        for (int label : cut.labels()) {
            if (label >= 0) {
                largest = Math.max(largest, ++size[label]);
            }
        }
        return new Candidate(
                cut.tree().minClusterSize(),
                cut,
                description.of(attached, cut.clusters()),
                (double) largest / cut.labels().length);
    }

    /// The shortest description among cuts without a giant, or among all where each has one.
    Candidate best() {
        return tried.stream()
                .min(Comparator.comparing(Candidate::hasGiant).thenComparingDouble(Candidate::bits))
                .orElseThrow();
    }
}
