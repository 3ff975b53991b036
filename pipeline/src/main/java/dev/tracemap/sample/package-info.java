/// Realistic agent traces with a known answer: the data of the demonstration and of the self-test.
///
/// In: a number of traces, a seed and a window of time. Out: events as any import would give them and, apart from them,
/// the truth about each trace: the intent and the failure that were planted. Invariants: the same parameters give the
/// same bytes, and nothing in an event names what was planted. What products, intents and failures there are, and how
/// their users talk, stands in the text files beside this package's classes; `shared.txt` explains their form.
@NullMarked
package dev.tracemap.sample;

import org.jspecify.annotations.NullMarked;
