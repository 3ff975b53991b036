package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Part;
import dev.tracemap.trace.Message.ToolCall;
import dev.tracemap.trace.Message.ToolResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Joins the tool calls in the messages with the tools' spans: by call id; where there is none by name and arguments;
/// where a span has no arguments of its own by name. What finds no partner is a call by itself.
final class CallJoin {
    /// A call in the making.
    private static final class Draft {
        @Nullable
        String id;

        String name = "";
        JsonNode arguments = JsonNodeFactory.instance.objectNode();

        @Nullable
        ToolResult answer;

        @Nullable
        Span span;

        int place;
        int message;
        int answeredIn;
    }

    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, Deque<Draft>> unanswered = new HashMap<>();
    private final Map<String, Deque<Draft>> withoutSpan = new HashMap<>();

    private CallJoin() {}

    /// @param messages every message once, in order
    /// @param spans every span of the item, in order
    static List<Call> join(List<Said> messages, List<Span> spans) {
        CallJoin join = new CallJoin();
        Map<Span, Integer> places = new HashMap<>();
        for (Span span : spans) {
            places.put(span, places.size());
        }
        for (Said said : messages) {
            int place = said.generation() == null ? 0 : places.getOrDefault(said.generation(), 0);
            for (Part part : said.message().parts()) {
                join.read(part, said.number(), place);
            }
        }
        boolean onlySpans = join.drafts.isEmpty();
        Set<String> known = new HashSet<>();
        join.drafts.forEach(draft -> known.add(draft.name));
        for (Span span : spans) {
            ToolSpan tool = ToolSpan.of(span, known, onlySpans);
            if (tool != null) {
                join.read(tool, places.getOrDefault(span, 0));
            }
        }
        join.drafts.sort(Comparator.comparingInt(draft -> draft.place));
        return join.drafts.stream().map(CallJoin::finished).toList();
    }

    private void read(Part part, int message, int place) {
        if (part instanceof ToolCall call) {
            Draft draft = new Draft();
            draft.id = call.id();
            draft.name = call.name();
            draft.arguments = call.arguments();
            draft.message = message;
            draft.place = place;
            drafts.add(draft);
            for (String key : List.of("id " + draft.id, "name " + draft.name, "any")) {
                queue(unanswered, key).add(draft);
            }
            for (String key :
                    List.of("id " + draft.id, argumentsKey(draft.name, draft.arguments), "name " + draft.name)) {
                queue(withoutSpan, key).add(draft);
            }
        } else if (part instanceof ToolResult result) {
            Draft draft = asked(result);
            if (draft != null) {
                draft.answer = result;
                draft.answeredIn = message;
            }
        }
    }

    /// The call that a result answers. A result without an id goes to the oldest open call of its tool.
    private @Nullable Draft asked(ToolResult result) {
        Predicate<Draft> open = draft -> draft.answer == null;
        if (result.callId() != null) {
            Draft named = first(unanswered, "id " + result.callId(), open);
            if (named != null) {
                return named;
            }
        }
        Predicate<Draft> nameless = open.and(draft -> draft.id == null || result.callId() == null);
        return first(unanswered, result.name() == null ? "any" : "name " + result.name(), nameless);
    }

    private void read(ToolSpan tool, int place) {
        Draft draft = partner(tool);
        if (draft == null) {
            draft = new Draft();
            draft.id = tool.callId();
            draft.name = tool.name();
            draft.place = place;
            drafts.add(draft);
        }
        draft.span = tool.span();
        if (draft.arguments.isEmpty() && tool.arguments() != null) {
            draft.arguments = tool.arguments();
        }
    }

    private @Nullable Draft partner(ToolSpan tool) {
        Predicate<Draft> free = draft -> draft.span == null;
        if (tool.callId() != null) {
            Draft named = first(withoutSpan, "id " + tool.callId(), free);
            if (named != null) {
                return named;
            }
        }
        JsonNode arguments = tool.arguments();
        String key = arguments != null && arguments.isObject()
                ? argumentsKey(tool.name(), arguments)
                : "name " + tool.name();
        return first(withoutSpan, key, free);
    }

    private static Deque<Draft> queue(Map<String, Deque<Draft>> queues, String key) {
        return queues.computeIfAbsent(key, _ -> new ArrayDeque<>());
    }

    /// The oldest draft that still fits; those that no longer do are dropped, so that all look-ups together are linear.
    private static @Nullable Draft first(Map<String, Deque<Draft>> queues, String key, Predicate<Draft> fits) {
        Deque<Draft> queue = queues.get(key);
        while (queue != null && !queue.isEmpty()) {
            if (fits.test(queue.peek())) {
                return queue.peek();
            }
            queue.remove();
        }
        return null;
    }

    private static String argumentsKey(String name, JsonNode arguments) {
        return "arguments " + name + " " + MessageKey.canonical(arguments);
    }

    private static Call finished(Draft draft) {
        Span span = draft.span;
        ToolResult answer = draft.answer;
        JsonNode recorded =
                span != null && span.work() instanceof Span.Operation(var input, var output) && output != null
                        ? ToolBlocks.resultContent(output)
                        : null;
        JsonNode result = answer != null ? answer.content() : recorded;
        boolean failed = (span != null && span.event().isError())
                || (answer != null && answer.isError())
                || (result != null && ToolFailure.isSaidBy(result));
        return new Call(draft.id, draft.name, draft.arguments, result, failed, span, draft.message, draft.answeredIn);
    }
}
