/// Runs on a Temporal cluster: the same stages under the same policies, over as many workers as there are.
///
/// In: runs that stand in the store, and saved jobs. Out: calls of the stages, in order, wherever a worker is free.
/// Invariant: only names, numbers and reports travel; what stages make lies in the store, and doing one again reads it
/// from there. Code of workflows asks neither clock nor store, so that it does the same when it is replayed.
@NullMarked
package dev.tracemap.temporal;

import org.jspecify.annotations.NullMarked;
