/// Cost, latency, tokens and errors, per item and per cluster: the one definition of each figure.
///
/// In: items, and the measures of items that a cluster holds. Out: figures. Invariant: what is missing stays missing
/// and is counted; it is never taken as zero.
@NullMarked
package dev.tracemap.metrics;

import org.jspecify.annotations.NullMarked;
