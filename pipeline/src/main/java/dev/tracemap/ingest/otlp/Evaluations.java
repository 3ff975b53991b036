package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Draft;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an evaluator said inside a span: span events named `gen_ai.evaluation.result`, as OpenTelemetry's conventions
/// for generative AI describe them.
final class Evaluations {
    private static final String RESULT = "gen_ai.evaluation.result";

    private Evaluations() {}

    /// @param span the event that the span became
    static List<Event> of(Event span, List<OtlpSpan.Note> notes, Origin origin) {
        List<Event> events = new ArrayList<>();
        for (OtlpSpan.Note note : notes) {
            String trace = span.traceId();
            if (note.name().equals(RESULT) && trace != null) {
                events.add(event(span, trace, note, events.size(), origin));
            }
        }
        return events;
    }

    private static Event event(Event span, String trace, OtlpSpan.Note note, int place, Origin origin) {
        Attributes said = note.attributes();
        String name = said.peek("gen_ai.evaluation.name");
        Draft draft = new Draft(Event.EVALUATION, trace)
                .put("$ai_session_id", span.sessionId())
                .put("$ai_target_event_id", span.spanId())
                .put("$ai_evaluation_name", name == null ? "evaluation" : name)
                .put("$ai_evaluation_score", said.take("gen_ai.evaluation.score.value"))
                .put("$ai_evaluation_label", said.peek("gen_ai.evaluation.score.label"))
                .put("$ai_evaluation_reasoning", said.peek("gen_ai.evaluation.explanation"));
        String id = Draft.uuid("otlp", trace, String.valueOf(span.spanId()), RESULT, Integer.toString(place));
        return draft.build(origin, id, time(note.source(), span.timestamp()), span.distinctId());
    }

    private static Instant time(JsonNode note, Instant otherwise) {
        String nanos = Json.text(note, "timeUnixNano", "time_unix_nano");
        return nanos == null || !nanos.matches("\\d{1,19}") || nanos.matches("0+")
                ? otherwise
                : Instant.EPOCH.plusNanos(Long.parseLong(nanos));
    }

    /// Whether it became an event of its own.
    static boolean isResult(@Nullable String name) {
        return RESULT.equals(name);
    }
}
