/// The program: command line, MCP server, and the wiring of everything beneath.
///
/// In: arguments and standard streams. Out: exit codes, tables for people, JSON for programs, the protocol for
/// agents. Invariant: what a command or a tool does is done by the one process that owns the data directory.
@NullMarked
package dev.tracemap.server;

import org.jspecify.annotations.NullMarked;
