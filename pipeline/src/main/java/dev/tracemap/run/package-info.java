/// Orchestration: the one room that reads the store, calls the stages and writes what they return.
///
/// In: what a run should look at and how. Out: a complete run, or one that says why not. Invariant: everything finished
/// is kept, so that a run that was interrupted goes on where it stopped, and no run event is written twice.
@NullMarked
package dev.tracemap.run;

import org.jspecify.annotations.NullMarked;
