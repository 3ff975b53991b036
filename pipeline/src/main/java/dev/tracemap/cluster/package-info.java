/// The compute core: a float matrix in, a clustering out. It knows numbers only.
///
/// In: one row per item. Out: an assignment per row, the clusters with their centroids and exemplars, coordinates for
/// the picture, and what was chosen by itself. Invariant: the same matrix, parameters and seed give the same bytes,
/// with any number of threads.
@NullMarked
package dev.tracemap.cluster;

import org.jspecify.annotations.NullMarked;
