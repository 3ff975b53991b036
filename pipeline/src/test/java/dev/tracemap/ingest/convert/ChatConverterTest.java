package dev.tracemap.ingest.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatConverterTest {
    private final ChatConverter converter =
            new ChatConverter(new Origin(1, "c", Instant.parse("2026-11-09T08:00:00Z")));

    @Test
    void answersAreCallsAndResultsAreToolSpans() {
        List<Event> events = convert("""
                {"id":"c1","session_id":"s1","user_id":"u1","timestamp":"2026-11-09T10:00:00Z","model":"gpt-4.1",
                 "rating":5,"messages":[
                 {"role":"assistant","content":"Welcome!"},
                 {"role":"user","content":"Where is it?"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"k1","type":"function",
                   "function":{"name":"look","arguments":"{\\"at\\":1}"}}]},
                 {"role":"tool","tool_call_id":"k1","content":"Error: not there"},
                 {"role":"assistant","content":"Nowhere"},
                 {"role":"user","content":"Bye"}]}""");
        assertEquals(
                List.of(Event.GENERATION, Event.SPAN, Event.GENERATION, Event.TRACE),
                events.stream().map(Event::name).toList());
        assertEquals(2, events.getFirst().properties().get("$ai_input").size());
        assertEquals("look", events.get(1).spanName());
        assertEquals(1, events.get(1).properties().at("/$ai_input_state/at").asInt());
        assertTrue(events.get(1).isError());
        assertEquals(4, events.get(2).properties().get("$ai_input").size());
        assertEquals(
                "Bye",
                events.get(3).properties().at("/unanswered_messages/0/content").asText());
        assertEquals(5, events.get(3).properties().get("rating").asInt());
        assertTrue(
                events.stream().allMatch(event -> event.distinctId().equals("u1") && "s1".equals(event.sessionId())));
        assertEquals(
                List.of("chat", "look", "chat"),
                Trace.of("c1", events).roots().stream().map(span -> span.name()).toList());
    }

    @Test
    void bareFineTuningLineHasIdsFromItsContent() {
        String line =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Ho\"}]}";
        assertEquals(convert(line), convert(line));
        assertNotEquals(
                convert(line).getFirst().uuid(),
                convert(line.replace("Ho", "Hum")).getFirst().uuid());
        assertEquals(
                Instant.parse("2026-11-09T08:00:00Z"), convert(line).getFirst().timestamp());
        assertNull(convert(line).getFirst().latency());
    }

    @Test
    void requestWithoutAnswerIsACallWithoutAnswer() {
        List<Event> events = convert("{\"id\":\"c\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertEquals(1, events.getFirst().properties().get("$ai_input").size());
        assertEquals(0, events.getFirst().properties().get("$ai_output_choices").size());
        assertFalse(events.getLast().properties().has("unanswered_messages"));
    }

    @Test
    void timedMessagesGiveTheTraceItsLength() {
        List<Event> events = convert("""
                {"id":"c","timestamp":"2026-11-09T10:00:00Z","messages":[
                {"role":"user","content":"Hi","timestamp":"2026-11-09T10:00:00Z"},
                {"role":"assistant","content":"Ho","timestamp":"2026-11-09T10:00:02Z"},
                {"role":"user","content":"Hum","timestamp":"2026-11-09T10:00:05Z"}]}""");
        assertEquals(Instant.parse("2026-11-09T10:00:02Z"), events.getFirst().timestamp());
        assertEquals(5.0, events.getLast().latency());
    }

    @Test
    void brokenConversationsAreRefused() {
        for (String line : List.of("3", "{\"messages\":4}", "{\"messages\":[]}", "{\"messages\":[7]}")) {
            assertEquals(1, converter.convert(json(line)).rejected().size(), line);
        }
    }

    private List<Event> convert(String chat) {
        Conversion conversion = converter.convert(json(chat));
        assertEquals(List.of(), conversion.rejected());
        return conversion.events();
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
