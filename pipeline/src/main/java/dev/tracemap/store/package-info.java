/// Persistence: events, what was derived from them, and runs, behind one seam.
///
/// In and out: the records of the stages. Invariant: what was acknowledged survives a crash, and storing the same event
/// twice changes nothing.
@NullMarked
package dev.tracemap.store;

import org.jspecify.annotations.NullMarked;
