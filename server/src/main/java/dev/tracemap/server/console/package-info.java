/// What a command reads from and writes to: the terminal of this process, or that of another one which forwarded
/// it.
///
/// In: streams, a working directory, a width. Out: text and progress for people, JSON for programs. Invariant:
/// commands use nothing of the process they run in but this.
@NullMarked
package dev.tracemap.server.console;

import org.jspecify.annotations.NullMarked;
