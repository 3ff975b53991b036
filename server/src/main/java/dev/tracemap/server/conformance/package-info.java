/// The tools, resources and prompts that the public conformance suite calls by name, for `serve --conformance-fixtures`
/// alone.
///
/// In: requests of the suite. Out: what its scenarios prescribe. Invariant: a normal start has none of this; what is no
/// fixture goes on to the real offer, so that the suite looks at that one too.
@NullMarked
package dev.tracemap.server.conformance;

import org.jspecify.annotations.NullMarked;
