package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One conversation: `{id, session_id, user_id, timestamp, model, messages: […]}`, of which only the messages are
/// required, so that a fine-tuning line of OpenAI passes too. `conversation` and `conversations` are other names for
/// them, `{from, value}` for a message, as data sets have it. A record of what was asked and what came back, without
/// anything before and after, is a [LoggedCall].
///
/// A model call is inferred for every assistant message after the first that is not the assistant's (a greeting in
/// front of that was not generated), a tool span for every tool result. What the user said last without an answer
/// belongs to no call and is kept on the `$ai_trace` event as `unanswered_messages`. A message's `timestamp` says when
/// it began, so calls have no latency.
public final class ChatConverter implements Converter {
    private static final List<String> MESSAGES = List.of("messages", "conversation", "conversations");
    private static final String[] IDS = {"id", "conversation_id", "conversation_hash"};
    private static final Set<String> MAPPED = Set.of("id", "session_id", "user_id", "timestamp", "messages", "tools");
    private static final Set<String> MODELS = Set.of("assistant", "model", "ai", "bot", "chatbot");
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
            return one(value);
        }
        List<Event> events = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String place = "conversation " + (i + 1) + " of " + value.size() + ": ";
            Conversion single = one(value.get(i));
            events.addAll(single.events());
            single.rejected().forEach(reason -> rejected.add(place + reason));
        }
        return new Conversion(events, rejected, 0);
    }

    /// Whether a record with these fields is read, given what kind each of them is.
    public static boolean reads(Collection<String> fields, Predicate<String> isArray) {
        // Chat records name themselves by "id"; what has a trace_id beside its messages is some other export.
        boolean conversation = MESSAGES.stream().anyMatch(isArray) && !fields.contains("trace_id");
        return conversation || LoggedCall.isOne(fields);
    }

    private Conversion one(JsonNode value) {
        if (!(value instanceof ObjectNode chat)) {
            return Conversion.rejected("expected an object with \"messages\"");
        }
        List<JsonNode> messages = messages(chat);
        try {
            boolean isAnswered = !messages.isEmpty()
                    && isModel(messages.getLast().path("role").asText());
            return !isAnswered && LoggedCall.isOne(fields(chat))
                    ? LoggedCall.convert(chat, origin)
                    : conversation(chat, messages);
        } catch (DateTimeException e) {
            return Conversion.rejected(
                    "a timestamp is not a time: " + e.getMessage() + "; write it as 2026-11-03T10:00:00Z");
        }
    }

    private Conversion conversation(ObjectNode chat, List<JsonNode> messages) {
        if (messages.isEmpty()) {
            return Conversion.rejected("\"messages\" should be an array with at least one message");
        }
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).isObject()) {
                return Conversion.rejected("message " + (i + 1) + " is not an object");
            }
        }
        return Conversion.of(new Conversation(chat, messages).events());
    }

    private static Set<String> fields(ObjectNode chat) {
        return chat.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static List<JsonNode> messages(ObjectNode chat) {
        for (String field : MESSAGES) {
            if (Json.unwrap(chat.path(field)) instanceof ArrayNode messages) {
                return messages.valueStream().map(ChatConverter::message).toList();
            }
        }
        return List.of();
    }

    /// `{from, value}` as `{role, content}`.
    private static JsonNode message(JsonNode message) {
        String from = Json.text(message, "from");
        if (from == null || message.has("role")) {
            return message;
        }
        String role =
                switch (from) {
                    case "human" -> "user";
                    case "gpt", "chatgpt", "function_call" -> "assistant";
                    case "observation", "function_response" -> "tool";
                    default -> from;
                };
        return Json.object().put("role", role).set("content", message.path("value"));
    }

    /// A pass over one conversation.
    private final class Conversation {
        private final ObjectNode chat;
        private final List<JsonNode> messages;
        private final String id;
        private final Instant begin;
        private final boolean timed;
        private final List<Event> events = new ArrayList<>();
        private final Map<String, ToolCalls.Call> calls = new HashMap<>();
        private Instant last;
        private int firstNew;

        Conversation(ObjectNode chat, List<JsonNode> messages) {
            this.chat = chat;
            this.messages = messages;
            String given = Json.text(chat, IDS);
            this.id = given == null ? Draft.uuid(UNIT, chat.toString()) : given;
            Instant time = Times.of(chat.get("timestamp"));
            Instant first = Times.of(messages.getFirst().get("timestamp"));
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
                boolean said =
                        MESSAGES.contains(field.getKey()) && field.getValue().isArray();
                if (!said && !MAPPED.contains(field.getKey())) {
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
        return MODELS.contains(role);
    }
}
