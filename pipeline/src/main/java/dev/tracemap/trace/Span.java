package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A node of a trace: one event and what happened inside it. Two spans are equal only if they are the same object:
/// comparing by value would walk whole trees, which may be deeper than the stack.
///
/// @param id the span's id, or the event's uuid where the source gave none
/// @param children in order of their start
public record Span(String id, String name, Event event, Work work, List<Span> children) {

    /// What kind of work a span records.
    public sealed interface Work {}

    /// A call of a chat model. Messages in order; `input` holds the whole prompt as it was sent.
    ///
    /// @param finishReason why the model stopped, in the source's own word
    public record Generation(
            List<Message> input,
            List<Message> output,
            List<ToolDefinition> tools,
            @Nullable String finishReason) implements Work {
        public Generation {
            input = List.copyOf(input);
            output = List.copyOf(output);
            tools = List.copyOf(tools);
        }
    }

    /// A tool call, an agent, a chain, a retrieval: anything that is not a model call.
    public record Operation(
            @Nullable JsonNode input, @Nullable JsonNode output) implements Work {}

    /// A call of an embedding model.
    public record Embedding(@Nullable JsonNode input) implements Work {}

    public Span {
        children = List.copyOf(children);
    }

    /// This span and everything below it, parents first, in order of start. Works at any depth.
    public Stream<Span> walk() {
        List<Span> all = new ArrayList<>();
        Deque<Span> open = new ArrayDeque<>();
        open.push(this);
        while (!open.isEmpty()) {
            Span span = open.pop();
            all.add(span);
            span.children.reversed().forEach(open::push);
        }
        return all.stream();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "Span[" + id + " " + name + ", " + children.size() + " children]";
    }
}
