/// Clustering by parts: k-means for any number of points, agglomeration for few, and the silhouette that compares
/// their numbers of clusters.
///
/// In: points. Out: one label per point, every point in some cluster. Invariant: sums are taken over fixed pieces
/// in a
/// fixed order, so that the number of threads does not show.
@NullMarked
package dev.tracemap.cluster.partition;

import org.jspecify.annotations.NullMarked;
