/// Plants what is known, runs the whole, and says how much of it was found.
///
/// In: a taxonomy, a seed, a store of its own and a way to run. Out: a report. Invariant: runs see only the events;
/// what was planted is compared with their results afterwards.
@NullMarked
package dev.tracemap.server.selftest;

import org.jspecify.annotations.NullMarked;
