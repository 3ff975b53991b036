/// Langfuse's ingestion events.
///
/// In: the events of one batch (`trace-create`, `generation-create`, `generation-update` and their kin). Out: one event
/// a trace, observation and score. Invariant: an observation that comes in pieces is one event in the end, in whatever
/// order the pieces come; a later piece adds and overrides, and takes nothing away.
@NullMarked
package dev.tracemap.ingest.langfuse;

import org.jspecify.annotations.NullMarked;
