/// From one parsed source value to events, without knowing where the value came from.
///
/// In: a JSON value, as a file's line, a document or the body of a request. Out: events in PostHog's shape, the reasons
/// why parts of the value were refused, and how many parts were of no interest. Invariant: a bad part never costs its
/// neighbours, and the same value always gives the same events with the same uuids. No file, stream or clock is seen
/// here, so that an HTTP endpoint can use the same converters.
@NullMarked
package dev.tracemap.ingest.convert;

import org.jspecify.annotations.NullMarked;
