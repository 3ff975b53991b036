/// The HTTP server: a list of routes, and the protocol's endpoint as one of them.
///
/// In: requests from this machine, or from farther away with a token. Out: answers and event streams. Invariant:
/// whatever a client sends, or fails to send, costs a bounded amount of memory, time and threads, and what it reads
/// says what was wrong; a page of another site cannot speak through somebody's browser.
@NullMarked
package dev.tracemap.server.http;

import org.jspecify.annotations.NullMarked;
