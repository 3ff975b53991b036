/// Carrying out tool calls, whoever asks: the protocol, a second process, later a page.
///
/// In: a tool and its arguments. Out: an answer or advice, never an exception. Invariant: what a client reads is
/// written for it; a stack trace goes to the log.
@NullMarked
package dev.tracemap.server.workbench;

import org.jspecify.annotations.NullMarked;
