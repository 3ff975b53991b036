package dev.tracemap.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.text.TraceText.Lines;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Message;
import dev.tracemap.trace.Messages;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.ToolDefinition;
import dev.tracemap.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes an item's header and, for each of its traces, the tree of spans and what stands beside the tree.
final class ItemWriter {
    private static final String SEPARATOR = "=".repeat(60);
    /// Names that tracers give every call of a model say nothing about this one.
    private static final Pattern GENERIC = Pattern.compile(
            "^(\\$ai_\\w+|generation|span|llm|llm[ _.]call|model[ _]call"
                    + "|(\\w+[ ._])?(chat|completions?|chat[ ._]?completions?|messages|responses?)([ ._](create|parse|stream))?"
                    + "|generate_?content|Chat(OpenAI|Anthropic|Bedrock|VertexAI|GoogleGenerativeAI|Ollama|Mistral\\w*)"
                    + "|ai\\.(generate|stream)Text\\S*)$",
            Pattern.CASE_INSENSITIVE);

    private final Item item;
    private final Lines lines;
    private final Conversation conversation;
    private final SpanWriter spans;

    ItemWriter(Item item, Lines lines) {
        this.item = item;
        this.lines = lines;
        this.conversation = Conversation.of(item);
        this.spans = new SpanWriter(conversation, lines);
    }

    void write() {
        switch (item) {
            case Item.TraceItem(Trace trace) -> {
                header(name(trace), trace.latency(), summaryFailed(trace));
                trace(trace);
            }
            case Item.GenerationItem(Trace trace, Span generation) -> {
                Double seconds = generation.event().latency();
                header(shownName(generation), seconds == null ? Double.NaN : seconds, false);
                spans.forest(item.roots());
            }
            case Item.SessionItem(String id, List<Trace> traces) -> {
                double seconds = traces.stream().mapToDouble(Trace::latency).sum();
                header("Session of " + Amounts.count(traces.size(), "trace"), seconds, false);
                for (int i = 0; i < traces.size(); i++) {
                    Trace trace = traces.get(i);
                    if (i > 0) {
                        lines.add("");
                    }
                    String duration = trace.latency() > 0 ? " (" + Amounts.duration(trace.latency()) + ")" : "";
                    lines.add("TRACE " + (i + 1) + " of " + traces.size() + ": " + name(trace) + duration
                            + (summaryFailed(trace) ? " ERROR" : ""));
                    trace(trace);
                }
            }
        }
    }

    /// A span's name, in words of its own.
    static String shownName(Span span) {
        String suffix = " " + span.event().model();
        String whole = span.name();
        String name = whole.endsWith(suffix) ? whole.substring(0, whole.length() - suffix.length()) : whole;
        boolean generic = GENERIC.matcher(name).matches();
        return switch (span.work()) {
            case Span.Generation generation -> generic ? "model call" : Visible.line(name);
            case Span.Embedding embedding -> generic ? "embedding" : Visible.line(name);
            case Span.Operation operation -> generic ? "step" : Visible.line(name);
        };
    }

    private void header(String name, double seconds, boolean failed) {
        lines.add(name + (failed ? " ERROR" : ""));
        lines.add(SEPARATOR);
        lines.add(totals(seconds));
        Map<String, ToolDefinition> tools = new LinkedHashMap<>();
        allSpans().forEach(span -> {
            if (span.work() instanceof Span.Generation generation) {
                generation.tools().forEach(tool -> tools.putIfAbsent(tool.name(), tool));
            }
        });
        lines.add("AVAILABLE TOOLS: " + tools.size());
        tools.values().forEach(tool -> lines.add("  " + PartText.definition(tool)));
        lines.endHeader();
        lines.add("");
    }

    private String totals(double seconds) {
        List<Span> all = allSpans();
        List<String> known = new ArrayList<>();
        long generations = all.stream()
                .filter(span -> span.work() instanceof Span.Generation)
                .count();
        known.add(Amounts.count(generations, "model call"));
        known.add(Amounts.count(conversation.calls().size(), "tool call"));
        if (seconds > 0) {
            known.add(Amounts.duration(seconds));
        }
        List<Double> costs = all.stream()
                .filter(span -> !(span.work() instanceof Span.Operation))
                .<Double>mapMulti((span, take) -> {
                    Double cost = span.event().totalCostUsd();
                    if (cost != null) {
                        take.accept(cost);
                    }
                })
                .toList();
        if (!costs.isEmpty()) {
            known.add(Amounts.dollars(
                    costs.stream().mapToDouble(Double::doubleValue).sum()));
        }
        long errors = all.stream().filter(span -> span.event().isError()).count();
        if (errors > 0) {
            known.add(Amounts.count(errors, "error"));
        }
        return String.join(", ", known);
    }

    private List<Span> allSpans() {
        return item.roots().stream().flatMap(Span::walk).toList();
    }

    /// One agent span around everything is the trace itself; its line would only repeat the title.
    private void trace(Trace trace) {
        Span whole = wholeOf(trace);
        Event summary = trace.summary();
        if (summary != null) {
            error(summary);
        }
        if (whole != null) {
            error(whole.event());
        }
        if (conversation.messages().stream().allMatch(said -> said.generation() == null)) {
            state(trace, whole);
        }
        spans.forest(whole == null ? trace.roots() : whole.children());
        unanswered(trace);
        trace.others().forEach(this::other);
    }

    private static @Nullable Span wholeOf(Trace trace) {
        if (trace.roots().size() != 1) {
            return null;
        }
        Span root = trace.roots().getFirst();
        boolean wraps =
                root.work() instanceof Span.Operation && !root.children().isEmpty();
        return wraps ? root : null;
    }

    private static String name(Trace trace) {
        Event summary = trace.summary();
        if (summary != null && summary.spanName() != null) {
            return Visible.line(trace.name());
        }
        if (trace.roots().isEmpty() || GENERIC.matcher(trace.name()).matches()) {
            return "Unnamed trace";
        }
        return Visible.line(trace.name());
    }

    private static boolean summaryFailed(Trace trace) {
        Event summary = trace.summary();
        Span whole = wholeOf(trace);
        return (summary != null && summary.isError())
                || (whole != null && whole.event().isError());
    }

    private void error(Event event) {
        String error = event.error();
        if (event.isError() && error != null) {
            lines.addAll("error: ", Excerpt.of(error, Excerpt.FIELD));
        }
    }

    private void state(Trace trace, @Nullable Span whole) {
        Event summary = trace.summary();
        JsonNode input = summary == null ? null : summary.properties().get("$ai_input_state");
        JsonNode output = summary == null ? null : summary.properties().get("$ai_output_state");
        if (whole != null && whole.work() instanceof Span.Operation operation) {
            input = input == null ? operation.input() : input;
            output = output == null ? operation.output() : output;
        }
        spans.state("", "input", "the trace", input);
        spans.state("", "output", "the trace", output);
    }

    /// What the user said last, where the source has it but no model call ever saw it.
    private void unanswered(Trace trace) {
        Event summary = trace.summary();
        JsonNode left = summary == null ? null : summary.properties().get("unanswered_messages");
        for (Message message : Messages.read(left, Message.Role.USER)) {
            lines.add(message.role() + " (unanswered)");
            lines.addAll("  ", Excerpt.of(message.text(), Excerpt.FIELD));
        }
    }

    private void other(Event event) {
        String comment = event.text("$ai_feedback_text");
        String metric = event.text("$ai_metric_name");
        if (comment != null) {
            lines.addAll("FEEDBACK ", Excerpt.of(comment, Excerpt.FIELD));
        } else if (metric != null) {
            String value = event.text("$ai_metric_value");
            lines.add("METRIC " + Visible.line(metric) + " = " + (value == null ? "?" : Visible.line(value)));
        } else if (event.name().equals(Event.EVALUATION)) {
            String name = event.text("$ai_evaluation_name");
            String result = Stream.of("$ai_evaluation_result", "$ai_evaluation_label", "$ai_evaluation_score")
                    .map(event::text)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("?");
            lines.add("EVALUATION " + (name == null ? "" : Visible.line(name) + " ") + "= " + Visible.line(result));
        }
    }
}
