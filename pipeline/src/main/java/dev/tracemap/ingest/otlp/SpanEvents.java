package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tracemap.ingest.convert.Draft;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.trace.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One span, one event, and one more for each evaluation in it.
final class SpanEvents {
    private static final String[] SESSION = {
        "gen_ai.conversation.id",
        "session.id",
        "langfuse.session.id",
        "langsmith.trace.session_id",
        "traceloop.association.properties.session_id",
        "ai.telemetry.metadata.sessionId",
        "thread.id.external"
    };
    private static final String[] USER = {
        "user.id",
        "enduser.id",
        "langfuse.user.id",
        "posthog.distinct_id",
        "traceloop.association.properties.user_id",
        "ai.telemetry.metadata.userId"
    };
    private static final String[] TOOL_NAME = {"gen_ai.tool.name", "tool.name", "ai.toolCall.name"};
    private static final String[] ENTITY_NAME = {"gen_ai.agent.name", "traceloop.entity.name", "langsmith.trace.name"};

    private final Origin origin;

    SpanEvents(Origin origin) {
        this.origin = origin;
    }

    /// The event of the span, and one for each evaluation that was recorded in it.
    List<Event> events(OtlpSpan span) {
        List<Event> events = new ArrayList<>();
        Event whole = event(span);
        events.add(whole);
        events.addAll(Evaluations.of(whole, span.notes(), origin));
        return events;
    }

    private Event event(OtlpSpan span) {
        Attributes attributes = span.attributes();
        Work work = Work.of(attributes);
        String kind =
                switch (work) {
                    case GENERATION -> Event.GENERATION;
                    case EMBEDDING -> Event.EMBEDDING;
                    case TOOL, AGENT, OTHER -> Event.SPAN;
                };
        Draft draft = new Draft(kind, span.traceId())
                .put("$ai_session_id", either(span, SESSION))
                .put("$ai_span_id", span.spanId())
                .put("$ai_parent_id", span.parentId())
                .put("$ai_span_name", name(span, work))
                .put("$ai_span_kind", kind(work))
                .lasted(span.start(), span.end());
        switch (work) {
            case GENERATION -> generation(draft, span);
            case EMBEDDING -> embedding(draft, attributes);
            case TOOL -> tool(draft, attributes);
            case AGENT, OTHER -> {
                States.input(attributes).ifPresent(input -> draft.put("$ai_input_state", input));
                States.output(attributes).ifPresent(output -> draft.put("$ai_output_state", output));
            }
        }
        error(draft, span);
        String user = either(span, USER);
        rest(draft, span);
        return draft.build(
                origin, Draft.uuid("otlp", span.traceId(), span.spanId(), kind), span.end(), user == null ? "" : user);
    }

    /// What an `$ai_span` stands for, where a convention says so.
    private static @Nullable String kind(Work work) {
        return switch (work) {
            case TOOL -> "tool";
            case AGENT -> "agent";
            case GENERATION, EMBEDDING, OTHER -> null;
        };
    }

    private static @Nullable String either(OtlpSpan span, String[] keys) {
        String own = span.attributes().takeText(keys);
        return own != null ? own : span.resource().peek(keys);
    }

    /// Conventions put the operation in front of the name of a tool or agent, and behind it the name of a model.
    private static String name(OtlpSpan span, Work work) {
        Attributes attributes = span.attributes();
        String name = span.name();
        String operation = attributes.peek("gen_ai.operation.name");
        String model = attributes.peek("gen_ai.request.model");
        String short_ =
                switch (work) {
                    case TOOL -> orElse(attributes.peek(TOOL_NAME), without(name, "execute_tool "));
                    case AGENT ->
                        operation != null && name.startsWith(operation)
                                ? orElse(attributes.peek(ENTITY_NAME), without(name, operation + " "))
                                : name;
                    case GENERATION, EMBEDDING ->
                        operation != null && name.equals(operation + " " + model) ? operation : name;
                    case OTHER -> name;
                };
        return short_.isEmpty() ? "span" : short_;
    }

    private static String orElse(@Nullable String first, String second) {
        return first != null ? first : second;
    }

    private static String without(String name, String prefix) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    private static void generation(Draft draft, OtlpSpan span) {
        Attributes attributes = span.attributes();
        model(draft, attributes);
        ArrayNode input = Prompts.input(span);
        JsonNode output = Prompts.output(span);
        draft.put("$ai_input", input)
                .put("$ai_output_choices", output)
                .put("$ai_tools", Prompts.tools(attributes))
                .put("$ai_stop_reason", attributes.peek("gen_ai.response.finish_reasons", "ai.response.finishReason"));
        Usage.put(draft, attributes);
    }

    private static void embedding(Draft draft, Attributes attributes) {
        model(draft, attributes);
        JsonNode flattened = attributes.takeList("embedding.embeddings.");
        draft.put(
                "$ai_input",
                flattened != null ? flattened : States.input(attributes).orElse(null));
        Usage.put(draft, attributes);
    }

    private static void model(Draft draft, Attributes attributes) {
        draft.put(
                        "$ai_model",
                        attributes.takeText(
                                "gen_ai.response.model",
                                "gen_ai.request.model",
                                "llm.model_name",
                                "embedding.model_name",
                                "ai.response.model",
                                "ai.model.id",
                                "langfuse.observation.model.name"))
                .put(
                        "$ai_provider",
                        attributes.takeText(
                                "gen_ai.provider.name",
                                "gen_ai.system",
                                "llm.provider",
                                "llm.system",
                                "ai.model.provider"));
    }

    /// A tool's answer is kept as the text it was, as it also stands in the messages.
    private static void tool(Draft draft, Attributes attributes) {
        JsonNode arguments = attributes.take(
                "gen_ai.tool.call.arguments",
                "ai.toolCall.args",
                "gcp.vertex.agent.tool_call_args",
                "tool_arguments",
                "input.value",
                "traceloop.entity.input",
                "langfuse.observation.input",
                "tool.parameters");
        JsonNode result = attributes.take(
                "gen_ai.tool.call.result",
                "ai.toolCall.result",
                "tool_response",
                "output.value",
                "gcp.vertex.agent.tool_response",
                "traceloop.entity.output",
                "langfuse.observation.output");
        draft.put("$ai_tool_call_id", attributes.peek("gen_ai.tool.call.id", "ai.toolCall.id", "tool_call.id"))
                .put("$ai_input_state", arguments == null ? null : Json.unwrap(arguments))
                .put("$ai_output_state", result);
    }

    private static void error(Draft draft, OtlpSpan span) {
        String words = span.statusMessage();
        if (words == null) {
            words = span.notes().stream()
                    .filter(note -> note.name().equals("exception"))
                    .map(note -> note.attributes().peek("exception.message", "exception.type"))
                    .filter(message -> message != null)
                    .findFirst()
                    .orElse(null);
        }
        if (words == null) {
            words = span.attributes().peek("error.message", "exception.message", "error.type");
        }
        draft.error(span.failed(), words == null ? null : Json.NODES.textNode(words));
    }

    private static void rest(Draft draft, OtlpSpan span) {
        for (Map.Entry<String, JsonNode> entry : span.attributes().left().entrySet()) {
            draft.addRest(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, JsonNode> entry : span.resource().left().entrySet()) {
            draft.addRest(entry.getKey(), entry.getValue());
        }
        draft.put("otel.span.name", span.name())
                .put("otel.span.kind", Long.valueOf(span.kind()))
                .put("otel.scope.name", Json.text(span.scope(), "name"))
                .put("otel.scope.version", Json.text(span.scope(), "version"));
        ArrayNode notes = Json.NODES.arrayNode();
        span.notes().stream()
                .filter(note -> !Prompts.isMessage(note) && !Evaluations.isResult(note.name()))
                .forEach(note -> notes.add(note.source()));
        if (!notes.isEmpty()) {
            draft.put("otel.events", notes);
        }
    }
}
