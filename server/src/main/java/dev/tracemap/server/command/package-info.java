/// The commands.
///
/// In: a command line and a console. Out: what it asks for, on that console, and an exit code: 0 done, 1 failed
/// with a reason, 2 wrong usage. Each command is one class that says what it takes and does; [CommandLineShell]
/// finds the right one and carries it to the owner of the data directory. Invariant: with `--json` standard
/// output holds one JSON document and nothing else.
@NullMarked
package dev.tracemap.server.command;

import org.jspecify.annotations.NullMarked;
