package dev.tracemap.finding;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.util.List;

/// A trace of one model call, written as a play.
///
/// Lines begin with `S:` (system), `U:` (user), `A:` (assistant) or `C:` (a call, such as `C: find {"q":1} => text`).
final class Script {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Script() {}

    static Item of(String... lines) {
        ArrayNode messages = NODES.arrayNode();
        for (String line : lines) {
            String text = line.substring(3);
            switch (line.charAt(0)) {
                case 'S' -> message(messages, "system", text);
                case 'U' -> message(messages, "user", text);
                case 'A' -> message(messages, "assistant", text);
                case 'C' -> call(messages, text);
                default -> throw new IllegalArgumentException(line);
            }
        }
        ObjectNode properties = NODES.objectNode().put("$ai_trace_id", "t").put("$ai_span_id", "g");
        properties.set("$ai_input", messages);
        Event event = new Event("u", 1, Event.GENERATION, Instant.parse("2026-11-10T12:00:00Z"), "user", properties);
        return new Item.TraceItem(Trace.of("t", List.of(event)));
    }

    static List<String> kinds(String... lines) {
        return Findings.of(of(lines)).kinds();
    }

    private static void message(ArrayNode messages, String role, String text) {
        messages.addObject().put("role", role).put("content", text);
    }

    private static void call(ArrayNode messages, String text) {
        String[] parts = text.split(" ", 2);
        String[] rest = parts[1].split(" => ", 2);
        String id = "c" + messages.size();
        ObjectNode call = messages.addObject()
                .put("role", "assistant")
                .putArray("tool_calls")
                .addObject()
                .put("id", id)
                .put("type", "function");
        call.putObject("function").put("name", parts[0]).put("arguments", rest[0]);
        messages.addObject().put("role", "tool").put("tool_call_id", id).put("content", rest[1]);
    }
}
