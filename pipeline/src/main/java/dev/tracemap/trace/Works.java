package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Message.Role;
import org.jspecify.annotations.Nullable;

/// Reads what kind of work an event records.
final class Works {
    private Works() {}

    static Span.Work of(Event event) {
        return switch (event.name()) {
            case Event.GENERATION -> generation(event);
            case Event.EMBEDDING -> new Span.Embedding(first(event, "$ai_input", "$ai_input_state"));
            default ->
                new Span.Operation(
                        first(event, "$ai_input_state", "$ai_input"),
                        first(event, "$ai_output_state", "$ai_output_choices"));
        };
    }

    private static Span.Generation generation(Event event) {
        JsonNode output = first(event, "$ai_output_choices", "$ai_output");
        String said = event.text("$ai_stop_reason");
        return new Span.Generation(
                Messages.read(first(event, "$ai_input", "$ai_input_state"), Role.USER),
                Messages.read(output == null ? event.properties().get("$ai_output_state") : output, Role.ASSISTANT),
                Messages.tools(event.properties().get("$ai_tools")),
                said == null ? Messages.finishReason(output) : said);
    }

    private static @Nullable JsonNode first(Event event, String property, String otherwise) {
        JsonNode value = event.properties().get(property);
        return value == null || value.isNull() ? event.properties().get(otherwise) : value;
    }
}
