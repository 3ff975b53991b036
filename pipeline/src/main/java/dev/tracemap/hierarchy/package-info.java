/// Broader groups over the clusters of a run.
///
/// In: the clusters with the vectors of their members, their coarser cuts, and vectors of their names. Out: which
/// clusters stand together, at one or two depths. Invariant: depths lie inside each other, and every group has at
/// least two clusters or groups below it and is not all there is.
@NullMarked
package dev.tracemap.hierarchy;

import org.jspecify.annotations.NullMarked;
