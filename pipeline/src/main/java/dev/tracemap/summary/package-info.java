/// A structured summary of an item: title, flow, bullets and notes with line references.
///
/// In: an item, its text and its facets. Out: a summary. Invariant: every line reference exists in the text.
@NullMarked
package dev.tracemap.summary;

import org.jspecify.annotations.NullMarked;
