package dev.tracemap.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.PostHogConverter;
import dev.tracemap.ingest.langfuse.LangfuseBatch;
import dev.tracemap.ingest.otlp.OtlpConverter;
import dev.tracemap.insight.Outcome;
import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said about a trace comes in through every door.
class KeptVerdictsTest {
    private static final Origin ORIGIN = new Origin(1, "test", Instant.EPOCH);

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static List<String> told(List<Event> events) {
        return events.stream()
                .flatMap(event -> Outcome.of(String.valueOf(event.traceId()), event).stream())
                .map(outcome -> outcome.itemId() + " " + outcome.name() + " = " + outcome.value() + " of "
                        + outcome.target() + " at " + outcome.at())
                .toList();
    }

    @Test
    void postHogEventsAreOutcomes() {
        String events = """
                [{'event': '$ai_metric', 'timestamp': '2026-11-20T10:00:00Z', 'distinct_id': 'u',
                  'properties': {'$ai_trace_id': 't', '$ai_metric_name': 'quality', '$ai_metric_value': 'good'}},
                 {'event': '$ai_evaluation', 'timestamp': '2026-11-20T10:00:01Z', 'distinct_id': 'u',
                  'properties': {'$ai_trace_id': 't', '$ai_evaluation_name': 'polite', '$ai_evaluation_result': false,
                                 '$ai_target_event_id': 'g'}}]""";
        assertEquals(
                List.of(
                        "t quality = good of  at 2026-11-20T10:00:00Z",
                        "t polite = false of g at 2026-11-20T10:00:01Z"),
                told(new PostHogConverter(ORIGIN).convert(json(events)).events()));
    }

    @Test
    void evaluationsInSpansBecomeEventsOfTheirOwn() {
        String request = """
                {'resourceSpans': [{'scopeSpans': [{'spans': [{
                  'traceId': '0af7651916cd43dd8448eb211c80319c', 'spanId': 'b7ad6b7169203331', 'name': 'chat',
                  'startTimeUnixNano': '1763632800000000000', 'endTimeUnixNano': '1763632801000000000',
                  'attributes': [{'key': 'gen_ai.conversation.id', 'value': {'stringValue': 's'}}],
                  'events': [
                    {'name': 'gen_ai.evaluation.result', 'timeUnixNano': '1763632800500000000', 'attributes': [
                      {'key': 'gen_ai.evaluation.name', 'value': {'stringValue': 'Relevance'}},
                      {'key': 'gen_ai.evaluation.score.value', 'value': {'doubleValue': 0.25}},
                      {'key': 'gen_ai.evaluation.score.label', 'value': {'stringValue': 'fail'}},
                      {'key': 'gen_ai.evaluation.explanation', 'value': {'stringValue': 'off topic'}}]},
                    {'name': 'note', 'attributes': []}]}]}]}]}""";
        List<Event> events = new OtlpConverter(ORIGIN).convert(json(request)).events();
        assertEquals(
                List.of(Event.SPAN, Event.EVALUATION),
                events.stream().map(Event::name).toList());
        assertEquals(
                List.of("0af7651916cd43dd8448eb211c80319c Relevance = fail of b7ad6b7169203331"
                        + " at 2025-11-20T10:00:00.500Z"),
                told(events));
        assertEquals("s", events.getLast().sessionId());
        assertEquals("off topic", events.getLast().text("$ai_evaluation_reasoning"));
        assertEquals(1, events.getFirst().properties().path("otel.events").size());
    }

    @Test
    void langfuseScoresAreOutcomes() {
        String batch = """
                [{'id': 'e1', 'type': 'score-create', 'timestamp': '2026-11-20T10:00:00Z', 'body':
                  {'id': 's1', 'traceId': 't', 'observationId': 'o', 'name': 'helpful', 'value': 1}}]""";
        assertEquals(
                List.of("t helpful = 1 of o at 2026-11-20T10:00:00Z"),
                told(LangfuseBatch.of(json(batch), ORIGIN).events()));
    }
}
