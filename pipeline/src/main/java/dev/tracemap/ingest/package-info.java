/// Files in, events out.
///
/// In: files, folders, globs, gzip or standard input, in any mix of known formats, which are told by content. Out:
/// events in batches to a sink, and a report that accounts for each of them. Invariants: read = stored + duplicates +
/// rejected, whatever the input; what can be read is read, and what cannot is named by file and line; memory stays
/// bounded whatever the length of a line or file.
@NullMarked
package dev.tracemap.ingest;

import org.jspecify.annotations.NullMarked;
