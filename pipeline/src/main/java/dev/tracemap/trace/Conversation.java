package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was said and done in an item, each thing once: model calls repeat the conversation so far in their prompts,
/// and a tool call often stands in the messages and again as a span.
///
/// Messages are told apart by what they say (role, text, calls, results; not reasoning and call ids, which many
/// sources drop when they send the history again). The same words said twice are two messages: a prompt repeats as
/// many of them as were known before, and the rest is new.
public final class Conversation {
    private final List<Said> messages;
    private final Map<Span, List<Said>> byGeneration;
    private final List<Call> calls;

    /// A message in its place.
    ///
    /// @param number from 1, in order of appearance in the item; a repetition carries the number of the original
    /// @param generation the model call that sent or gave it; null where only the trace itself records it
    /// @param answer given by that call, not sent to it
    /// @param repeated said before in the item
    public record Said(
            int number, Message message, @Nullable Span generation, boolean answer, boolean repeated) {}

    /// A tool call, whether known from the messages, from a span, or from both.
    ///
    /// @param id the source's call id, where there is one
    /// @param arguments an object where the source's text could be parsed
    /// @param result what the tool answered, as far as it is recorded
    /// @param failed the span or the result says so
    /// @param span the tool's span, where there is one
    /// @param message number of the message that made the call, 0 if only a span records it
    /// @param answeredIn number of the message with the result, 0 if there is none
    public record Call(
            @Nullable String id,
            String name,
            JsonNode arguments,
            @Nullable JsonNode result,
            boolean failed,
            @Nullable Span span,
            int message,
            int answeredIn) {

        /// The arguments as text that is equal for equal values, whatever the order of their properties.
        public String argumentsKey() {
            return MessageKey.canonical(arguments);
        }
    }

    private Conversation(List<Said> messages, Map<Span, List<Said>> byGeneration, List<Call> calls) {
        this.messages = List.copyOf(messages);
        this.byGeneration = byGeneration;
        this.calls = List.copyOf(calls);
    }

    public static Conversation of(Item item) {
        return switch (item) {
            case Item.TraceItem(Trace trace) -> of(List.of(trace), List.of(trace.roots()));
            case Item.GenerationItem(Trace trace, Span generation) -> of(List.of(), List.of(List.of(generation)));
            case Item.SessionItem(String id, List<Trace> traces) ->
                of(traces, traces.stream().map(Trace::roots).toList());
        };
    }

    /// Every message once, in order.
    public List<Said> messages() {
        return messages;
    }

    /// All messages of one model call, prompt first, repetitions included.
    public List<Said> of(Span generation) {
        return byGeneration.getOrDefault(generation, List.of());
    }

    /// Every tool call once, in order.
    public List<Call> calls() {
        return calls;
    }

    private static Conversation of(List<Trace> traces, List<List<Span>> forests) {
        List<Said> messages = new ArrayList<>();
        Map<Span, List<Said>> byGeneration = new HashMap<>();
        Repetition repetition = new Repetition();
        List<Span> spans = new ArrayList<>();
        for (List<Span> roots : forests) {
            repetition.nextTrace();
            for (Span root : roots) {
                root.walk().forEach(span -> {
                    spans.add(span);
                    if (span.work() instanceof Span.Generation generation) {
                        List<Said> said = said(span, generation, repetition, messages);
                        byGeneration.put(span, said);
                    }
                });
            }
        }
        if (messages.isEmpty()) {
            traces.forEach(trace -> messages.addAll(recordedByTrace(trace, messages.size())));
        }
        return new Conversation(messages, byGeneration, CallJoin.join(messages, spans));
    }

    private static List<Said> said(Span span, Span.Generation generation, Repetition repetition, List<Said> messages) {
        List<Said> said = new ArrayList<>();
        int[] numbers = repetition.numbers(generation.input(), generation.output(), messages.size() + 1);
        int at = 0;
        for (List<Message> side : List.of(generation.input(), generation.output())) {
            for (Message message : side) {
                boolean repeated = numbers[at] <= messages.size();
                Said here = new Said(
                        numbers[at], message, span, at >= generation.input().size(), repeated);
                said.add(here);
                if (!repeated) {
                    messages.add(here);
                }
                at++;
            }
        }
        return List.copyOf(said);
    }

    /// Without any model call, the question and the answer of the trace or of its outermost span are all there is.
    private static List<Said> recordedByTrace(Trace trace, int before) {
        List<Message> found = new ArrayList<>();
        if (trace.summary() != null) {
            JsonNode input = trace.summary().properties().get("$ai_input_state");
            JsonNode output = trace.summary().properties().get("$ai_output_state");
            found.addAll(spoken(input, output));
        }
        for (Span root : trace.roots()) {
            boolean outermost = !root.children().isEmpty();
            if (found.isEmpty() && outermost && root.work() instanceof Span.Operation(var input, var output)) {
                found.addAll(spoken(input, output));
            }
        }
        List<Said> said = new ArrayList<>();
        found.forEach(message ->
                said.add(new Said(before + said.size() + 1, message, null, message.role() == Role.ASSISTANT, false)));
        return said;
    }

    private static List<Message> spoken(@Nullable JsonNode input, @Nullable JsonNode output) {
        List<Message> all = new ArrayList<>(Messages.read(input, Role.USER));
        all.addAll(Messages.read(output, Role.ASSISTANT));
        all.removeIf(message -> message.parts().stream().noneMatch(MessageParts::isUnderstood));
        return all;
    }
}
