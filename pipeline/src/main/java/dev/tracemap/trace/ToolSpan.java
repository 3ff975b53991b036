package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A span that records a tool call.
///
/// @param arguments an object where they could be read as one; null when the span has none
record ToolSpan(
        Span span,
        String name,
        @Nullable String callId,
        @Nullable JsonNode arguments) {
    private static final List<String> KINDS = List.of(
            "$ai_span_kind",
            "$ai_span_type",
            "openinference.span.kind",
            "gen_ai.operation.name",
            "traceloop.span.kind",
            "langsmith.span.kind",
            "span_kind");
    private static final Set<String> TOOL_KINDS = Set.of("tool", "execute_tool", "tool_call", "function", "mcp_tools");
    private static final List<String> NAMES = List.of("$ai_tool_name", "gen_ai.tool.name", "tool.name", "tool_name");
    private static final List<String> CALL_IDS =
            List.of("$ai_tool_call_id", "gen_ai.tool.call.id", "tool_call.id", "tool_call_id");
    private static final Pattern PREFIX =
            Pattern.compile("^(execute_tool|tools/call|tool|running tool|functions)[ :.]+(?=\\S)");
    private static final List<String> WRAPPERS =
            List.of("input", "args", "arguments", "kwargs", "tool_input", "parameters");
    /// Steps of frameworks that do no work for the user and that their tracers do not mark.
    private static final Pattern PLUMBING = Pattern.compile(
            "^(Runnable|Channel|__)|(Parser|Prompt|PromptTemplate)$|^(agent|chain|workflow)$|^invoke_agent");

    /// @param known names of tools that messages have called
    /// @param onlySpans whether no message in the item calls a tool, so that spans are all there is to go by
    /// @return null when the span is not a tool call
    static @Nullable ToolSpan of(Span span, Set<String> known, boolean onlySpans) {
        if (!(span.work() instanceof Span.Operation(var input, var output))) {
            return null;
        }
        String given = first(span.event(), NAMES);
        String name = given != null ? given : PREFIX.matcher(span.name()).replaceFirst("");
        String kind = first(span.event(), KINDS);
        boolean leaf = span.children().isEmpty() && (input != null || output != null);
        boolean tool = kind != null
                ? TOOL_KINDS.contains(kind.toLowerCase(Locale.ROOT))
                : given != null
                        || known.contains(name)
                        || !name.equals(span.name())
                        || (onlySpans && leaf && !PLUMBING.matcher(name).find());
        return tool ? new ToolSpan(span, name, first(span.event(), CALL_IDS), arguments(input)) : null;
    }

    private static @Nullable JsonNode arguments(@Nullable JsonNode input) {
        if (input == null || input.isNull()) {
            return null;
        }
        JsonNode open = EmbeddedJson.open(input);
        if (open.isObject() && open.size() == 1) {
            for (String wrapper : WRAPPERS) {
                JsonNode inner = EmbeddedJson.open(open.path(wrapper));
                if (inner.isObject()) {
                    return inner;
                }
            }
        }
        return open;
    }

    private static @Nullable String first(Event event, List<String> properties) {
        for (String property : properties) {
            String value = event.text(property);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
