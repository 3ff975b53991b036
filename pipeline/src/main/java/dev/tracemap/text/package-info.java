/// A trace as numbered text that a person, a model and a line reference can share.
///
/// In: an item. Out: lines. Invariant: numbering is fixed before any sampling, so a reference holds in every view.
@NullMarked
package dev.tracemap.text;

import org.jspecify.annotations.NullMarked;
