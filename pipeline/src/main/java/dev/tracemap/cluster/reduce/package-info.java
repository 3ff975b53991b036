/// Fewer dimensions: UMAP, PCA and t-SNE.
///
/// In: a matrix and, for UMAP, its neighbour graph. Out: a matrix with as many rows and the wanted number of columns.
/// Invariant: the result depends on the input, the parameters and the seed, not on threads or vector width.
@NullMarked
package dev.tracemap.cluster.reduce;

import org.jspecify.annotations.NullMarked;
