/// The Model Context Protocol in both eras, and its stdio transport.
///
/// In: JSON-RPC messages of one client. Out: responses and notifications. Two eras are spoken at once: legacy
/// (2025-06-18 and 2025-11-25, opened by `initialize`) and modern (2026-07-28, where each request names its
/// version in `_meta`). [Protocol] knows methods and shapes, [Conversation] what is in flight; neither knows what
/// carries the bytes. Invariant: each request gets exactly one response, or none when it was cancelled, and the
/// list of tools is the same bytes at each start.
@NullMarked
package dev.tracemap.server.mcp;

import org.jspecify.annotations.NullMarked;
