package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A node of a trace: one event and what happened inside it.
///
/// @param id the span's id, or the event's uuid where the source gave none
/// @param children in order of their start
public record Span(String id, String name, Event event, Work work, List<Span> children) {

    /// What kind of work a span records.
    public sealed interface Work {}

    /// A call of a chat model. Messages in order; `input` holds the whole prompt as it was sent.
    public record Generation(List<Message> input, List<Message> output, List<ToolDefinition> tools) implements Work {
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

    /// This span and everything below it, parents first, in order of start.
    public Stream<Span> walk() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Span::walk));
    }
}
