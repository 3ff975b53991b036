/// Attributes of an item that its spans alone decide, without a model.
///
/// In: an item. Out: its facets. Invariant: traces that say the same give the same facets, whatever format they had.
@NullMarked
package dev.tracemap.facet;

import org.jspecify.annotations.NullMarked;
