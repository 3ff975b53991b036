/// Which cluster of one run continues which of another.
///
/// In: the clusters of two runs, with their items and centroids. Out: what continued, split, merged, is new or gone.
/// Invariant: every cluster of both runs stands in exactly one change.
@NullMarked
package dev.tracemap.lineage;

import org.jspecify.annotations.NullMarked;
