/// What went wrong in an item, found without a model.
///
/// In: an item. Out: findings, each with a kind, a severity, one sentence and the lines it rests on; and a concern
/// of 1 to 5. Invariants: every line exists in the item's text; doubt speaks for the agent; equal items give equal
/// findings.
@NullMarked
package dev.tracemap.finding;

import org.jspecify.annotations.NullMarked;
