/// Measurements of the product by itself, as `bench` commands print them.
///
/// In: sizes and settings. Out: seconds, processor time and quality per round. Invariant: what is measured is what a
/// run does, on data that a seed decides.
@NullMarked
package dev.tracemap.server.bench;

import org.jspecify.annotations.NullMarked;
