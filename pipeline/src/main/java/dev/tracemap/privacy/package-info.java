/// From text to text that may leave the machine.
///
/// In: text for a model, and the user's own patterns. Out: the same text with what identifies people or opens doors
/// replaced. Invariant: lines and their numbers stay as they are.
@NullMarked
package dev.tracemap.privacy;

import org.jspecify.annotations.NullMarked;
