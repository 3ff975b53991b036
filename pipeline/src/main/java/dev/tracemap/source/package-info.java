/// Traces that lie in somebody else's ClickHouse.
///
/// In: the name of a source and a window of time. Out: ids of a sample of its traces, and the events of those.
/// Invariants: the source is only read; what is not sampled is not fetched; an event has the id it would have
/// had, had its span come through the door of its format, so that reading it again changes nothing.
@NullMarked
package dev.tracemap.source;

import org.jspecify.annotations.NullMarked;
