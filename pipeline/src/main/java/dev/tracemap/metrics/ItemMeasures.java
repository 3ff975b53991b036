package dev.tracemap.metrics;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Item.GenerationItem;
import dev.tracemap.trace.Item.SessionItem;
import dev.tracemap.trace.Item.TraceItem;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The measures of one item.
///
/// @param costUsd generations and embeddings once each; absent when none of them has a cost
/// @param latencySeconds the root span's or, without one, last end minus first start; absent when the source recorded
///     neither durations nor more than one point in time
/// @param inputTokens of generations and embeddings; absent when none of them says
/// @param hasError whether any event of the item failed
/// @param toolCalls every tool call once, whether known from a span, from the messages, or from both
/// @param toolErrors how many of those failed
public record ItemMeasures(
        @Nullable Double costUsd,
        @Nullable Double latencySeconds,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        boolean hasError,
        int toolCalls,
        int toolErrors) {

    public static ItemMeasures of(Item item) {
        List<Event> models = item.roots().stream()
                .flatMap(Span::walk)
                .filter(span -> !(span.work() instanceof Span.Operation))
                .map(Span::event)
                .toList();
        List<Call> calls = Conversation.of(item).calls();
        return new ItemMeasures(
                cost(models),
                latency(item),
                tokens(models, Event::inputTokens),
                tokens(models, Event::outputTokens),
                events(item).anyMatch(Event::isError),
                calls.size(),
                (int) calls.stream().filter(Call::failed).count());
    }

    private static @Nullable Double cost(List<Event> models) {
        double[] costs = models.stream()
                .map(Event::totalCostUsd)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return costs.length == 0 ? null : (Double) Arrays.stream(costs).sum();
    }

    private static @Nullable Long tokens(List<Event> models, Function<Event, @Nullable Long> count) {
        List<Long> counts = models.stream().map(count).filter(Objects::nonNull).toList();
        return counts.isEmpty()
                ? null
                : (Long) counts.stream().mapToLong(Long::longValue).sum();
    }

    private static @Nullable Double latency(Item item) {
        boolean recorded = events(item).anyMatch(event -> event.latency() != null);
        double seconds =
                switch (item) {
                    case TraceItem(Trace trace) -> trace.latency();
                    case GenerationItem(var trace, Span generation) ->
                        orZero(generation.event().latency());
                    case SessionItem(var id, List<Trace> traces) -> latency(traces);
                };
        return recorded || seconds > 0 ? (Double) seconds : null;
    }

    private static double latency(List<Trace> traces) {
        Instant start =
                traces.stream().map(Trace::start).min(Comparator.naturalOrder()).orElseThrow();
        Instant end =
                traces.stream().map(Trace::end).max(Comparator.naturalOrder()).orElseThrow();
        return Duration.between(start, end).toNanos() / 1e9;
    }

    private static double orZero(@Nullable Double seconds) {
        return seconds == null ? 0 : seconds;
    }

    private static Stream<Event> events(Item item) {
        Stream<Event> spans = item.roots().stream().flatMap(Span::walk).map(Span::event);
        return switch (item) {
            case TraceItem(Trace trace) -> Stream.concat(spans, beside(trace));
            case GenerationItem generation -> spans;
            case SessionItem(var id, List<Trace> traces) ->
                Stream.concat(spans, traces.stream().flatMap(ItemMeasures::beside));
        };
    }

    private static Stream<Event> beside(Trace trace) {
        Stream<Event> summary = Stream.ofNullable(trace.summary());
        return Stream.concat(summary, trace.others().stream());
    }
}
