/// Who is near whom: one neighbour graph per run, shared by everything that needs neighbours.
///
/// In: unit rows. Out: for each row its nearest others by cosine distance, with the share of true neighbours found
/// (recall). Invariant: the graph depends on the rows, `k` and the seed alone, not on threads or vector width.
@NullMarked
package dev.tracemap.cluster.neighbour;

import org.jspecify.annotations.NullMarked;
