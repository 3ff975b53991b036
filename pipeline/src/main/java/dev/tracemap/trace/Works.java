package dev.tracemap.trace;

/// Reads what kind of work an event records.
final class Works {
    private Works() {}

    static Span.Work of(Event event) {
        return new Span.Operation(
                event.properties().get("$ai_input_state"), event.properties().get("$ai_output_state"));
    }
}
