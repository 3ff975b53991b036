package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One conversation: `{id, session_id, user_id, timestamp, model, messages: […]}`, of which only the messages are
/// required, so that a fine-tuning line of OpenAI passes too.
///
/// A model call is inferred for every assistant message after the first that is not the assistant's (a greeting in
/// front of that was not generated), a tool span for every tool result. What the user said last without an answer
/// belongs to no call and is kept on the `$ai_trace` event as `unanswered_messages`. A message's `timestamp` says when
/// it began, so calls have no latency.
public final class ChatConverter implements Converter {
    private static final Set<String> MAPPED = Set.of("id", "session_id", "user_id", "timestamp", "messages", "tools");
    private static final String UNIT = "chat";

    /// Repeating the whole prompt in every call grows with the square of the conversation; above this many bytes each
    /// call gets only what is new to it.
    private static final long LARGEST_REPETITION = 16L << 20;

    private final Origin origin;

    public ChatConverter(Origin origin) {
        this.origin = origin;
    }

    @Override
    public Conversion convert(JsonNode value) {
        if (!value.isArray()) {
            return one(value, "");
        }
        List<Event> events = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            Conversion single = one(value.get(i), "conversation " + (i + 1) + " of " + value.size() + ": ");
            events.addAll(single.events());
            rejected.addAll(single.rejected());
        }
        return new Conversion(events, rejected, 0);
    }

    private Conversion one(JsonNode chat, String place) {
        if (!chat.isObject()) {
            return Conversion.rejected(place + "expected an object with \"messages\"");
        }
        if (!(Json.unwrap(chat.path("messages")) instanceof ArrayNode messages) || messages.isEmpty()) {
            return Conversion.rejected(place + "\"messages\" should be an array with at least one message");
        }
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).isObject()) {
                return Conversion.rejected(place + "message " + (i + 1) + " is not an object");
            }
        }
        try {
            return Conversion.of(new Conversation((ObjectNode) chat, messages).events());
        } catch (DateTimeException e) {
            return Conversion.rejected(place + "a timestamp is not a time: " + e.getMessage());
        }
    }

    /// A pass over one conversation.
    private final class Conversation {
        private final ObjectNode chat;
        private final List<JsonNode> messages = new ArrayList<>();
        private final String id;
        private final Instant begin;
        private final boolean timed;
        private final List<Event> events = new ArrayList<>();
        private final Map<String, ToolCalls.Call> calls = new HashMap<>();
        private Instant last;
        private int firstNew;

        Conversation(ObjectNode chat, ArrayNode messages) {
            this.chat = chat;
            messages.forEach(this.messages::add);
            String given = Json.text(chat, "id");
            this.id = given == null ? Draft.uuid(UNIT, chat.toString()) : given;
            Instant time = Times.of(chat.get("timestamp"));
            Instant first = Times.of(messages.get(0).get("timestamp"));
            this.begin = time != null ? time : first != null ? first : origin.time();
            this.timed = first != null;
            // Before the first step, so that the first event falls on the beginning itself.
            this.last = begin.minusNanos(1000);
        }

        List<Event> events() {
            boolean whole = chat.toString().length() * (long) messages.size() / 2 <= LARGEST_REPETITION;
            boolean asked = false;
            int answered = 0;
            for (int i = 0; i < messages.size(); i++) {
                JsonNode message = messages.get(i);
                String role = message.path("role").asText();
                asked |= role.equals("user") || role.equals("human") || ToolCalls.isToolRole(role);
                for (ToolCalls.Result result : ToolCalls.results(message)) {
                    tool(message, result, events.size());
                }
                if (asked && isModel(role)) {
                    generation(i, whole);
                    answered = i + 1;
                }
            }
            if (answered == 0) {
                generation(messages.size(), whole);
                answered = messages.size();
            }
            events.add(trace(messages.subList(answered, messages.size())));
            return events;
        }

        private void generation(int index, boolean whole) {
            boolean open = index == messages.size();
            Instant time = open ? step(messages.getFirst()) : step(messages.get(index));
            ArrayNode input = Json.NODES.arrayNode().addAll(messages.subList(whole ? 0 : firstNew, index));
            ArrayNode output = Json.NODES.arrayNode();
            if (!open) {
                output.add(messages.get(index));
                ToolCalls.of(messages.get(index)).forEach(call -> calls.put(call.id(), call));
            }
            firstNew = index;
            String uuid = Draft.uuid(UNIT, id, "generation", Integer.toString(index));
            events.add(draft(Event.GENERATION)
                    .put("$ai_span_id", uuid)
                    .put("$ai_parent_id", id)
                    .put("$ai_span_name", UNIT)
                    .put("$ai_model", Json.text(chat, "model"))
                    .put("$ai_provider", Json.text(chat, "provider"))
                    .put("$ai_input", input)
                    .put("$ai_output_choices", output)
                    .put("$ai_tools", chat.get("tools"))
                    .build(origin, uuid, time, user()));
        }

        private void tool(JsonNode message, ToolCalls.Result result, int ordinal) {
            ToolCalls.Call call = calls.get(result.callId());
            String name = call != null ? call.name() : result.name();
            String uuid = Draft.uuid(UNIT, id, "tool", Integer.toString(ordinal));
            events.add(draft(Event.SPAN)
                    .put("$ai_span_id", uuid)
                    .put("$ai_parent_id", id)
                    .put("$ai_span_name", name == null ? "tool" : name)
                    .put("$ai_tool_call_id", result.callId())
                    .put("$ai_input_state", call == null ? null : call.arguments())
                    .put("$ai_output_state", result.content())
                    .error(result.failed(), result.content())
                    .build(origin, uuid, step(message), user()));
        }

        private Event trace(List<JsonNode> unanswered) {
            Draft draft =
                    draft(Event.TRACE).put("$ai_input_state", firstOf("user")).put("$ai_output_state", lastOfModel());
            if (!unanswered.isEmpty()) {
                draft.put("unanswered_messages", Json.NODES.arrayNode().addAll(unanswered));
            }
            for (Map.Entry<String, JsonNode> field : chat.properties()) {
                if (!MAPPED.contains(field.getKey())) {
                    draft.addRest(field.getKey(), field.getValue());
                }
            }
            Instant end = last;
            Instant lastSaid = Times.of(messages.getLast().get("timestamp"));
            if (timed && lastSaid != null) {
                end = lastSaid.isAfter(last) ? lastSaid : last;
                draft.lasted(begin, end);
            }
            return draft.build(origin, Draft.uuid(UNIT, id, "trace"), end, user());
        }

        /// When the message's work took place; later than what came before, so that sorting keeps the order.
        private Instant step(JsonNode message) {
            Instant said = Times.of(message.get("timestamp"));
            Instant next = last.plusNanos(1000);
            last = said != null && said.isAfter(next) ? said : next;
            return last;
        }

        private @Nullable JsonNode firstOf(String role) {
            return messages.stream()
                    .filter(message -> message.path("role").asText().equals(role))
                    .findFirst()
                    .orElse(null);
        }

        private @Nullable JsonNode lastOfModel() {
            return messages.reversed().stream()
                    .filter(message -> isModel(message.path("role").asText()))
                    .findFirst()
                    .orElse(null);
        }

        private Draft draft(String event) {
            return new Draft(event, id).put("$ai_session_id", Json.text(chat, "session_id"));
        }

        private String user() {
            String user = Json.text(chat, "user_id");
            return user == null ? "" : user;
        }
    }

    private static boolean isModel(String role) {
        return role.equals("assistant") || role.equals("model") || role.equals("ai");
    }
}
