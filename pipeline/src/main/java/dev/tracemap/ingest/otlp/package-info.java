/// OpenTelemetry spans to events, whatever convention they follow.
///
/// In: `ExportTraceServiceRequest`, as OTLP/JSON or protobuf. Out: one event a span: model calls, embeddings, and
/// everything else as `$ai_span`. Understood: the GenAI conventions in all their ages, OpenInference, Traceloop, the
/// Vercel AI SDK, LangSmith and Langfuse attributes. Invariant: an attribute is either mapped to a property or kept
/// under its own name.
@NullMarked
package dev.tracemap.ingest.otlp;

import org.jspecify.annotations.NullMarked;
