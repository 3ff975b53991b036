/// Chat and embedding models, in process and remote.
///
/// In: text. Out: vectors and structured answers. Invariant: the vector of a text does not depend on the texts
/// beside it.
@NullMarked
package dev.tracemap.llm;

import org.jspecify.annotations.NullMarked;
