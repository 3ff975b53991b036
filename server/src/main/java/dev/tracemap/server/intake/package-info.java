/// The doors through which traces arrive while they are being made, and the watch over folders.
///
/// In: what OpenTelemetry exporters, PostHog's and Langfuse's clients send, and files that grow. Out: events in the
/// store. Invariant: what was acknowledged is durable and is there once, however often it was sent; what cannot be
/// taken is named in the answer and costs nothing else; memory is bounded, and who would exceed it is told to come
/// again.
@NullMarked
package dev.tracemap.server.intake;

import org.jspecify.annotations.NullMarked;
