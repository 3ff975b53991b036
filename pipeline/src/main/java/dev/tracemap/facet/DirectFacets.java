package dev.tracemap.facet;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Message;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.ToolDefinition;
import dev.tracemap.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Computes the facets that need no model.
public final class DirectFacets {
    private DirectFacets() {}

    public static Facets of(Item item) {
        Conversation conversation = Conversation.of(item);
        List<Span> spans = item.roots().stream().flatMap(Span::walk).toList();
        List<Call> calls = conversation.calls();
        List<String> names = calls.stream().map(Call::name).toList();
        Call slowest = slowest(calls);
        return new Facets(
                (int) byUser(conversation).count(),
                calls.size(),
                List.copyOf(new LinkedHashSet<>(names)),
                collapsed(names),
                SpanDepth.of(item),
                latencySeconds(item) * 1000,
                tokens(spans),
                cost(spans),
                (int) calls.stream().filter(Call::failed).count(),
                retries(calls),
                Claims.withoutCall(conversation, tools(spans)).stream()
                        .map(Claims.Claim::what)
                        .toList(),
                SwallowedErrors.calls(conversation).size(),
                Languages.of(byUser(conversation).map(Message::text).toList()),
                finishReason(spans),
                slowest == null ? null : slowest.name(),
                slowest == null ? null : (Double) (seconds(slowest) * 1000));
    }

    /// A call that failed took as long as somebody was willing to wait.
    private static @Nullable Call slowest(List<Call> calls) {
        return calls.stream()
                .filter(call -> !call.failed() && seconds(call) > 0)
                .max(Comparator.comparingDouble(DirectFacets::seconds))
                .orElse(null);
    }

    private static double seconds(Call call) {
        Double seconds = call.span() == null ? null : call.span().event().latency();
        return seconds == null ? 0 : seconds;
    }

    private static java.util.stream.Stream<Message> byUser(Conversation conversation) {
        return conversation.messages().stream().map(Said::message).filter(message -> message.role() == Role.USER);
    }

    private static List<String> collapsed(List<String> names) {
        List<String> sequence = new ArrayList<>();
        for (String name : names) {
            if (sequence.isEmpty() || !sequence.getLast().equals(name)) {
                sequence.add(name);
            }
        }
        return sequence;
    }

    private static double latencySeconds(Item item) {
        return switch (item) {
            case Item.TraceItem(Trace trace) -> trace.latency();
            case Item.GenerationItem(Trace trace, Span generation) -> {
                Double seconds = generation.event().latency();
                yield seconds == null ? 0 : seconds;
            }
            case Item.SessionItem(String id, List<Trace> traces) ->
                traces.stream().mapToDouble(Trace::latency).sum();
        };
    }

    private static @Nullable Long tokens(List<Span> spans) {
        long total = 0;
        boolean known = false;
        for (Span span : spans) {
            Event event = span.event();
            for (Long tokens : List.of(orMinusOne(event.inputTokens()), orMinusOne(event.outputTokens()))) {
                if (isModelCall(span) && tokens >= 0) {
                    total += tokens;
                    known = true;
                }
            }
        }
        return known ? (Long) total : null;
    }

    private static long orMinusOne(@Nullable Long tokens) {
        return tokens == null ? -1 : tokens;
    }

    private static @Nullable Double cost(List<Span> spans) {
        double total = 0;
        boolean known = false;
        for (Span span : spans) {
            Double cost = span.event().totalCostUsd();
            if (isModelCall(span) && cost != null) {
                total += cost;
                known = true;
            }
        }
        return known ? (Double) total : null;
    }

    /// Operations around a model call often carry its cost and tokens once more.
    private static boolean isModelCall(Span span) {
        return switch (span.work()) {
            case Span.Generation generation -> true;
            case Span.Embedding embedding -> true;
            case Span.Operation operation -> false;
        };
    }

    private static int retries(List<Call> calls) {
        Set<String> seen = new HashSet<>();
        int retries = 0;
        for (Call call : calls) {
            if (!seen.add(call.name() + " " + call.argumentsKey())) {
                retries++;
            }
        }
        return retries;
    }

    private static Set<String> tools(List<Span> spans) {
        Set<String> names = new LinkedHashSet<>();
        for (Span span : spans) {
            if (span.work() instanceof Span.Generation generation) {
                generation.tools().stream().map(ToolDefinition::name).forEach(names::add);
            }
        }
        return names;
    }

    private static @Nullable String finishReason(List<Span> spans) {
        return spans.reversed().stream()
                .map(span -> span.work() instanceof Span.Generation generation ? generation.finishReason() : null)
                .filter(Objects::nonNull)
                .findFirst()
                .map(DirectFacets::commonWord)
                .orElse(null);
    }

    private static String commonWord(String reason) {
        String word = reason.toLowerCase(Locale.ROOT).replace('-', '_');
        return switch (word) {
            case "stop", "end_turn", "stop_sequence", "completed", "eos" -> "stop";
            case "tool_calls", "tool_use", "function_call", "tool_call" -> "tool_calls";
            case "length", "max_tokens", "max_output_tokens", "model_length" -> "length";
            case "content_filter", "safety", "refusal", "recitation", "blocklist", "guardrail_intervened" ->
                "content_filter";
            default -> word;
        };
    }
}
