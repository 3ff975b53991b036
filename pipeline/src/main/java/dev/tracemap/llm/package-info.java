/// Chat and embedding models, in process and remote.
///
/// In: text. Out: vectors and structured answers. Remote models are reached through one [ModelLine] a process, and
/// asked through a [ChatModel] a stage, whose calls are paid from a [Purse] and booked in a [Spending]. Invariant:
/// the vector of a text does not depend on the texts beside it; no key and no trace text is in any message of a
/// failure; nothing of the client library is loaded before the first call.
@NullMarked
package dev.tracemap.llm;

import org.jspecify.annotations.NullMarked;
