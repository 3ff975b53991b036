/// From summaries to vectors.
///
/// In: summaries and a model. Out: one vector an item. Invariant: vectors of different models or renderings never meet.
@NullMarked
package dev.tracemap.embedding;

import org.jspecify.annotations.NullMarked;
