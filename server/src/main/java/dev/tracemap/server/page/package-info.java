/// The map page: static files, and what the page asks for beyond what the tools answer.
///
/// In: requests of a browser on this machine. Out: files under a strict policy, points in a binary form, JSON.
/// Invariant: figures come from the tools; text of traces travels as data and never as markup; everything that reads
/// the store is an unlisted tool, so that it works in a process that does not own the directory too.
@NullMarked
package dev.tracemap.server.page;

import org.jspecify.annotations.NullMarked;
