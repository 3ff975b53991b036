package dev.tracemap.ingest.agentlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodexConverterTest {
    private static final String[] SESSION = {
        line("session_meta", "00", "{\"id\":\"s1\",\"cwd\":\"/work\",\"cli_version\":\"0.65.0\"}"),
        message("01", "user", "<environment_context>linux</environment_context>"),
        message("01", "user", "How many files?"),
        line("event_msg", "01", "{\"type\":\"user_message\",\"message\":\"How many files?\"}"),
        line("turn_context", "01", "{\"model\":\"gpt-5-codex\"}"),
        line(
                "response_item",
                "03",
                "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"ls\"}]}"),
        line(
                "response_item",
                "04",
                "{\"type\":\"function_call\",\"name\":\"shell\",\"call_id\":\"c1\","
                        + "\"arguments\":\"{\\\"command\\\":[\\\"ls\\\"]}\"}"),
        tokens("04", 100, 40, 10, 100),
        line(
                "response_item",
                "05",
                "{\"type\":\"function_call_output\",\"call_id\":\"c1\","
                        + "\"output\":\"{\\\"output\\\":\\\"no\\\",\\\"metadata\\\":{\\\"exit_code\\\":2}}\"}"),
        tokens("05", 100, 40, 10, 100),
        message("08", "assistant", "I cannot tell"),
        tokens("08", 150, 100, 5, 250),
        message("20", "user", "Then stop"),
        message("22", "assistant", "Stopped")
    };

    @Test
    void eachUserMessageIsATrace() {
        List<Event> events = convert(SESSION);
        assertEquals(2, events.stream().map(Event::traceId).distinct().count());
        assertTrue(events.stream().allMatch(event -> "s1".equals(event.sessionId())));
        assertEquals(
                List.of(Event.GENERATION, Event.GENERATION, Event.SPAN, Event.TRACE, Event.GENERATION, Event.TRACE),
                events.stream().map(Event::name).toList());
    }

    @Test
    void usageCountsOncePerCallThoughItIsWrittenTwice() {
        List<Event> events = convert(SESSION);
        assertEquals(100, events.get(0).inputTokens());
        assertEquals(40, events.get(0).cacheReadInputTokens());
        assertEquals(10, events.get(0).outputTokens());
        assertEquals(150, events.get(1).inputTokens());
        assertEquals("gpt-5-codex", events.get(0).model());
    }

    @Test
    void callsHaveTheirTimesAndTheirTools() {
        List<Event> events = convert(SESSION);
        assertEquals(3.0, events.get(0).latency());
        assertEquals(3.0, events.get(1).latency());
        Event tool = events.get(2);
        assertEquals("shell", tool.spanName());
        assertEquals("ls", tool.properties().at("/$ai_input_state/command/0").asText());
        assertEquals(1.0, tool.latency());
        assertTrue(tool.isError());
        Trace trace = Trace.of(String.valueOf(tool.traceId()), events.subList(0, 4));
        Conversation conversation = Conversation.of(new Item.TraceItem(trace));
        assertEquals(1, conversation.calls().size());
        assertTrue(conversation.messages().stream()
                .anyMatch(said -> said.message().text().equals("How many files?")));
        assertFalse(events.getLast().properties().has("$ai_error"));
    }

    @Test
    void sameRolloutGivesSameEvents() {
        assertEquals(convert(SESSION), convert(SESSION));
    }

    private static List<Event> convert(String... lines) {
        CodexConverter converter = new CodexConverter(new Origin(1, "rollout.jsonl", Instant.EPOCH));
        List<Event> events = new ArrayList<>();
        for (String line : lines) {
            Conversion conversion = converter.convert(json(line));
            assertEquals(List.of(), conversion.rejected());
            events.addAll(conversion.events());
        }
        events.addAll(converter.finish().events());
        return events;
    }

    private static String line(String type, String second, String payload) {
        return "{\"timestamp\":\"2026-11-09T08:00:%s.000Z\",\"type\":\"%s\",\"payload\":%s}"
                .formatted(second, type, payload);
    }

    private static String message(String second, String role, String text) {
        String part = role.equals("user") ? "input_text" : "output_text";
        return line(
                "response_item",
                second,
                "{\"type\":\"message\",\"role\":\"%s\",\"content\":[{\"type\":\"%s\",\"text\":\"%s\"}]}"
                        .formatted(role, part, text));
    }

    private static String tokens(String second, int input, int cached, int output, int total) {
        return line("event_msg", second, """
                {"type":"token_count","info":{"total_token_usage":{"total_tokens":%d},"last_token_usage":\
                {"input_tokens":%d,"cached_input_tokens":%d,"output_tokens":%d}}}""".formatted(total, input, cached, output));
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
