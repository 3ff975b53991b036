/// What an agent can ask, independent of protocol and transport.
///
/// In: a tool's name and its arguments as JSON. Out: an answer as text and as structured data that carry the same
/// facts, or advice. Invariant: reads go through the store, work is started through runs, and trace text leaves only
/// fenced.
@NullMarked
package dev.tracemap.tools;

import org.jspecify.annotations.NullMarked;
