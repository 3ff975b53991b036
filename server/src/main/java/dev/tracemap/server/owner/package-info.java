/// One process owns a data directory; the others work through it.
///
/// In: a directory, and work (tool calls, commands). Out: the work done, by this process or by the owner. The
/// owner holds a lock on `owner.lock`, listens on a loopback port and says where in `owner.json`, which only the
/// user can read. Both sides prove that they know its token before anything else is said. Invariant: at most one
/// process at a time opens the store, and when it ends, however it ends, another one takes its place without
/// anybody seeing a lock.
@NullMarked
package dev.tracemap.server.owner;

import org.jspecify.annotations.NullMarked;
