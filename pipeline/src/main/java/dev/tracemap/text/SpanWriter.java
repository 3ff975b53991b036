package dev.tracemap.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.text.TraceText.Lines;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes spans as a tree of ASCII lines, without recursion.
final class SpanWriter {
    /// Deeper spans are not indented further, or a chain of 50,000 would be 100,000 characters wide at its end.
    private static final int DEEPEST_INDENT = 16;
    /// States shorter than this are repeated rather than referred to.
    private static final int SHORT = 60;

    private record Open(Span span, String prefix, boolean last, int depth) {}

    private final Conversation conversation;
    private final Lines lines;
    private final MessageWriter messages;
    private final Map<Span, Call> callBySpan = new HashMap<>();
    private final Map<String, String> states = new HashMap<>();

    SpanWriter(Conversation conversation, Lines lines) {
        this.conversation = conversation;
        this.lines = lines;
        this.messages = new MessageWriter(conversation, lines);
        for (Call call : conversation.calls()) {
            if (call.span() != null) {
                callBySpan.put(call.span(), call);
            }
        }
    }

    void forest(List<Span> roots) {
        Deque<Open> open = new ArrayDeque<>();
        push(roots, "", 1, open);
        while (!open.isEmpty()) {
            Open next = open.pop();
            Span span = next.span();
            boolean deep = next.depth() > DEEPEST_INDENT;
            String title = title(span);
            lines.begin(span, title, next.depth());
            lines.add(next.prefix()
                    + (next.last() ? "`-- " : "|-- ")
                    + title
                    + (deep ? " [depth " + next.depth() + "]" : ""));
            String below = deep ? next.prefix() : next.prefix() + (next.last() ? "    " : "|   ");
            body(span, below + (span.children().isEmpty() ? "  " : "| "));
            push(span.children(), below, next.depth() + 1, open);
        }
        lines.end();
    }

    private static void push(List<Span> spans, String prefix, int depth, Deque<Open> open) {
        for (int i = spans.size() - 1; i >= 0; i--) {
            open.push(new Open(spans.get(i), prefix, i == spans.size() - 1, depth));
        }
    }

    private String title(Span span) {
        Call call = callBySpan.get(span);
        String name = call == null ? ItemWriter.shownName(span) : "tool " + Visible.line(call.name());
        boolean failed = span.event().isError() || (call != null && call.failed());
        return name + Amounts.of(span.event()) + (failed ? " ERROR" : "") + (call == null ? "" : references(call));
    }

    /// The messages that hold a call and its answer.
    private static String references(Call call) {
        if (call.message() == 0) {
            return "";
        }
        return ": called in [" + call.message() + "]"
                + (call.answeredIn() > 0 ? ", answered in [" + call.answeredIn() + "]" : "");
    }

    private void body(Span span, String prefix) {
        Call call = callBySpan.get(span);
        switch (span.work()) {
            case Span.Generation generation -> generation(span, prefix);
            case Span.Embedding(JsonNode input) -> state(prefix, "input", title(span), input);
            case Span.Operation(JsonNode input, JsonNode output) -> {
                if (call != null) {
                    tool(call, prefix);
                } else {
                    state(prefix, "input", ItemWriter.shownName(span), input);
                    state(prefix, "output", ItemWriter.shownName(span), output);
                }
            }
        }
        error(span.event(), call, prefix);
    }

    private void generation(Span span, String prefix) {
        List<Said> said = conversation.of(span);
        int at = 0;
        while (at < said.size()) {
            int end = at;
            while (end < said.size() && said.get(end).repeated()) {
                end++;
            }
            if (end > at) {
                messages.repeated(prefix, said.subList(at, end));
                at = end;
            } else {
                messages.write(prefix, said.get(at));
                at++;
            }
        }
    }

    /// A tool's span says only what the messages around it do not.
    private void tool(Call call, String prefix) {
        if (call.message() == 0) {
            lines.addAll(prefix, PartText.call(call.name(), call.arguments()));
        }
        JsonNode result = call.result();
        if (call.answeredIn() == 0 && result != null) {
            addAll(prefix, MessageWriter.result("result", result, call.failed()));
        }
    }

    /// The state of a step. Frameworks hand the same state from step to step; it is shown once.
    void state(String prefix, String label, String owner, @Nullable JsonNode state) {
        if (state == null || state.isNull() || (state.isContainerNode() && state.isEmpty())) {
            return;
        }
        String text = PartText.content(state, Excerpt.STATE);
        String known = text.length() < SHORT ? null : states.putIfAbsent(text, label + " of " + owner);
        if (known != null) {
            lines.add(prefix + label + ": same as " + known);
        } else {
            addAll(prefix, MessageWriter.block(label + ": ", text));
        }
    }

    private void error(Event event, @Nullable Call call, String prefix) {
        String error = event.error();
        JsonNode result = call == null ? null : call.result();
        boolean said =
                result != null && error != null && result.asText().strip().equals(error.strip());
        if (event.isError() && error != null && !said) {
            addAll(prefix, MessageWriter.block("error: ", Excerpt.of(error, Excerpt.FIELD)));
        }
    }

    private void addAll(String prefix, List<String> block) {
        block.forEach(line -> lines.add(prefix + line));
    }
}
