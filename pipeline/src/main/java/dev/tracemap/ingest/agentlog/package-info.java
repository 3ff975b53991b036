/// The session logs that coding agents write to disk.
///
/// In: the lines of one session, in order; of Claude Code, the lines of its sub-agents' files before those of the
/// session's own. Out: one trace a user request, all of one session. Invariants: tokens are counted once, although
/// several lines repeat them; a model call's input holds only what is new since the call before it, because logs do
/// not hold the whole prompt.
@NullMarked
package dev.tracemap.ingest.agentlog;

import org.jspecify.annotations.NullMarked;
