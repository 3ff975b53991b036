/// Names for clusters.
///
/// In: the clusters of a run with the summaries of their members. Out: a title and a description each. Invariant:
/// siblings do not share a title, and noise is never named by its content.
@NullMarked
package dev.tracemap.label;

import org.jspecify.annotations.NullMarked;
