/// What happened: captured events, and the traces, spans and messages they add up to.
///
/// In: events, in any order, with any dialect of chat messages in their properties. Out: traces as trees of spans
/// with normalised messages, and the items that are clustered. Invariant: nothing of an event is dropped on the way;
/// what is not understood stays visible as JSON. Everything else in the pipeline stands on these records.
@NullMarked
package dev.tracemap.trace;

import org.jspecify.annotations.NullMarked;
