package dev.tracemap.ingest.agentlog;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaudeCodeConverterTest {
    private static final String ASK = user("u1", "08:00:00", "\"Fix the build\"");

    private int skipped;

    @Test
    void eachUserRequestIsATraceOfOneSession() {
        List<Event> events = convert(
                "{\"type\":\"summary\",\"summary\":\"Build\",\"leafUuid\":\"a1\"}",
                ASK,
                assistant("a1", "m1", "08:00:02", block("Done"), "end_turn"),
                "{\"type\":\"file-history-snapshot\",\"messageId\":\"x\"}",
                user("u2", "08:05:00", "[{\"type\":\"text\",\"text\":\"Now the tests\"}]"),
                assistant("a2", "m2", "08:05:03", block("Done too"), "end_turn"));
        assertEquals(
                List.of("u1", "u1", "u2", "u2"),
                events.stream().map(Event::traceId).toList());
        assertTrue(events.stream().allMatch(event -> "s1".equals(event.sessionId())));
        assertEquals(2, skipped);
        Event trace = events.get(1);
        assertEquals(Event.TRACE, trace.name());
        assertEquals(
                "Fix the build",
                trace.properties().at("/$ai_input_state/content").asText());
        assertEquals("Done", trace.properties().at("/$ai_output_state/content").asText());
        assertEquals(2.0, trace.latency());
        assertEquals("/work", trace.text("claude_code.cwd"));
    }

    @Test
    void linesOfOneMessageAreOneCallWhoseUsageCountsOnce() {
        List<Event> events = convert(
                ASK,
                assistant(
                        "a1",
                        "m1",
                        "08:00:02",
                        "{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"x\"}",
                        null),
                assistant("a2", "m1", "08:00:03", block("Looking"), null),
                assistant("a3", "m1", "08:00:04", use("t1", "Read", "{\"file_path\":\"pom.xml\"}"), "tool_use"),
                result("u2", "08:00:05", "t1", "<project/>", ""),
                assistant("a4", "m2", "08:00:07", block("Done"), "end_turn"));
        List<Event> calls = only(events, Event.GENERATION);
        assertEquals(2, calls.size());
        Event first = calls.getFirst();
        assertEquals(3, first.properties().at("/$ai_output_choices/0/content").size());
        assertEquals(10, first.inputTokens());
        assertEquals(1000, first.cacheReadInputTokens());
        assertEquals(4.0, first.latency());
        assertEquals(
                "Fix the build", first.properties().at("/$ai_input/0/content").asText());
        assertEquals(
                "tool_result",
                calls.get(1).properties().at("/$ai_input/0/content/0/type").asText());
        assertEquals(2.0, calls.get(1).latency());
        Event tool = only(events, Event.SPAN).getFirst();
        assertEquals("Read", tool.spanName());
        assertEquals("<project/>", tool.text("$ai_output_state"));
        assertEquals(
                "pom.xml", tool.properties().at("/$ai_input_state/file_path").asText());
        assertEquals(1.0, tool.latency());
        PriceTable.standard().price(first);
        assertEquals((10 * 3 + 1000 * 0.3 + 200 * 3.75 + 50 * 15) / 1e6, requireNonNull(first.totalCostUsd()), 1e-12);
    }

    @Test
    void failedToolsAreMarked() {
        List<Event> events = convert(
                ASK,
                assistant("a1", "m1", "08:00:02", use("t1", "Bash", "{\"command\":\"make\"}"), "tool_use"),
                result("u2", "08:00:05", "t1", "no rule", ",\"is_error\":true"));
        Event tool = only(events, Event.SPAN).getFirst();
        assertTrue(tool.isError());
        assertEquals("no rule", tool.error());
    }

    @Test
    void agentsInFilesOfTheirOwnHangBelowTheCallThatStartedThem() {
        List<Event> events = convert(
                agent("ag2", "n1", null, "user", "08:00:05", "{\"role\":\"user\",\"content\":\"Dig deeper\"}"),
                agent("ag2", "n2", "n1", "assistant", "08:00:06", message("m9", block("Dug"), "end_turn")),
                agent("ag1", "b1", null, "user", "08:00:03", "{\"role\":\"user\",\"content\":\"Find it\"}"),
                agent(
                        "ag1",
                        "b2",
                        "b1",
                        "assistant",
                        "08:00:04",
                        message("m5", use("t5", "Agent", "{\"prompt\":\"Dig deeper\"}"), "tool_use")),
                agent("ag1", "b3", "b2", "user", "08:00:07", toolResult("t5", "Dug", "")),
                ASK,
                assistant("a1", "m1", "08:00:02", use("t1", "Task", "{\"prompt\":\"Find it\"}"), "tool_use"),
                result("u2", "08:00:08", "t1", "Found", "")
                        .replace("\"cwd\"", "\"toolUseResult\":{\"agentId\":\"ag1\"},\"cwd\""),
                assistant("a4", "m2", "08:00:09", block("Done"), "end_turn"));
        Trace trace = Trace.of("u1", events);
        assertEquals(
                List.of("chat", "Task", "chat"),
                trace.roots().stream().map(Span::name).toList());
        Span task = trace.roots().get(1);
        assertEquals(
                List.of("chat", "Agent"),
                task.children().stream().map(Span::name).toList());
        assertEquals("chat", task.children().get(1).children().getFirst().name());
        assertTrue(events.stream().allMatch(event -> "u1".equals(event.traceId())));
    }

    @Test
    void inlineAgentsAreFoundByTheirPrompt() {
        List<Event> events = convert(
                ASK,
                assistant("a1", "m1", "08:00:02", use("t1", "Task", "{\"prompt\":\"Find it\"}"), "tool_use"),
                agent(null, "b1", null, "user", "08:00:03", "{\"role\":\"user\",\"content\":\"Find it\"}"),
                agent(null, "b2", "b1", "assistant", "08:00:04", message("m5", block("Here"), "end_turn")),
                result("u2", "08:00:08", "t1", "Found", ""));
        Span task = Trace.of("u1", events).roots().get(1);
        assertEquals(1, task.children().size());
    }

    @Test
    void agentWithoutItsSessionIsATraceOfItsOwn() {
        List<Event> events = convert(
                agent("ag1", "b1", null, "user", "08:00:03", "{\"role\":\"user\",\"content\":\"Find it\"}"),
                agent("ag1", "b2", "b1", "assistant", "08:00:04", message("m5", block("Here"), "end_turn")));
        assertEquals(2, events.size());
        assertEquals("sub-agent", events.getLast().spanName());
        assertEquals("s1", events.getLast().sessionId());
    }

    @Test
    void whatTheProgramWritesAsTheUserIsNoRequest() {
        List<Event> events = convert(
                user("x1", "07:59:00", "\"<command-name>/clear</command-name>\""),
                user("x2", "07:59:00", "\"<local-command-stdout></local-command-stdout>\""),
                ASK,
                assistant("a1", "m1", "08:00:02", block("On it"), "end_turn"),
                user("x3", "08:00:03", "\"Mind the style\"").replace("\"isMeta\":false", "\"isMeta\":true"),
                user("x4", "08:00:04", "[{\"type\":\"text\",\"text\":\"[Request interrupted by user]\"}]"));
        assertEquals(List.of("u1", "u1"), events.stream().map(Event::traceId).toList());
        assertTrue(events.getLast().properties().get("claude_code.interrupted").booleanValue());
        assertEquals(3, skipped);
    }

    @Test
    void failureOfTheServiceIsAFailedCall() {
        List<Event> events = convert(
                ASK,
                assistant("a1", "m1", "08:00:02", block("API Error: overloaded"), "stop_sequence")
                        .replace("claude-sonnet-4-5-20250929", "<synthetic>")
                        .replace("\"cwd\"", "\"isApiErrorMessage\":true,\"cwd\""));
        Event call = only(events, Event.GENERATION).getFirst();
        assertTrue(call.isError());
        assertEquals("API Error: overloaded", call.error());
        assertNull(call.model());
    }

    @Test
    void sameLogGivesSameEvents() {
        String[] log = {ASK, assistant("a1", "m1", "08:00:02", use("t1", "Read", "{}"), "tool_use")};
        assertEquals(convert(log), convert(log));
        assertEquals(3, convert(log).stream().map(Event::uuid).distinct().count());
    }

    @Test
    void brokenLinesAreRefused() {
        ClaudeCodeConverter converter = converter();
        assertFalse(converter
                .convert(json("{\"type\":\"user\",\"message\":3}"))
                .rejected()
                .isEmpty());
        assertFalse(converter.convert(json("[]")).rejected().isEmpty());
        assertEquals(Conversion.SKIPPED, converter.convert(json("{\"type\":\"progress\"}")));
    }

    private List<Event> convert(String... lines) {
        ClaudeCodeConverter converter = converter();
        List<Event> events = new ArrayList<>();
        skipped = 0;
        for (String line : lines) {
            Conversion conversion = converter.convert(json(line));
            assertEquals(List.of(), conversion.rejected());
            events.addAll(conversion.events());
            skipped += conversion.skipped();
        }
        events.addAll(converter.finish().events());
        return events;
    }

    private static ClaudeCodeConverter converter() {
        return new ClaudeCodeConverter(new Origin(1, "log.jsonl", Instant.EPOCH));
    }

    private static List<Event> only(List<Event> events, String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    private static String line(String type, String uuid, String time, String message) {
        return """
                {"type":"%s","uuid":"%s","timestamp":"2026-11-09T%s.000Z","isSidechain":false,"isMeta":false,\
                "message":%s,"cwd":"/work","sessionId":"s1","version":"2.1.0"}""".formatted(type, uuid, time, message);
    }

    private static String user(String uuid, String time, String content) {
        return line("user", uuid, time, "{\"role\":\"user\",\"content\":" + content + "}");
    }

    private static String assistant(String uuid, String id, String time, String block, @Nullable String stop) {
        return line("assistant", uuid, time, message(id, block, stop));
    }

    private static String result(String uuid, String time, String call, String text, String more) {
        return line("user", uuid, time, toolResult(call, text, more));
    }

    private static String agent(
            @Nullable String id, String uuid, @Nullable String parent, String type, String time, String message) {
        return line(type, uuid, time, message)
                .replace("\"isSidechain\":false", "\"isSidechain\":true")
                .replace(
                        "\"cwd\"",
                        (id == null ? "" : "\"agentId\":\"" + id + "\",") + "\"parentUuid\":"
                                + (parent == null ? "null" : "\"" + parent + "\"") + ",\"cwd\"");
    }

    private static String message(String id, String block, @Nullable String stop) {
        return """
                {"id":"%s","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[%s],"stop_reason":%s,\
                "usage":{"input_tokens":10,"cache_read_input_tokens":1000,"cache_creation_input_tokens":200,\
                "output_tokens":50}}""".formatted(id, block, stop == null ? "null" : "\"" + stop + "\"");
    }

    private static String toolResult(String call, String text, String more) {
        return "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"%s\",\"content\":\"%s\"%s}]}"
                .formatted(call, text, more);
    }

    private static String block(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    private static String use(String id, String name, String input) {
        return "{\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"%s\",\"input\":%s}".formatted(id, name, input);
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
