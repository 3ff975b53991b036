package dev.tracemap.ingest.otlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Message;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Messages;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpConverterTest {
    private static final JsonNode HELLO = json("[{\"role\":\"user\",\"content\":\"Hello\"}]");

    private final OtlpConverter converter = new OtlpConverter(new Origin(1, "test", Instant.EPOCH));

    @Test
    void currentGenAiConventions() {
        Event event = span(
                "chat gpt-4.1",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "openai",
                "gen_ai.request.model",
                "gpt-4.1",
                "gen_ai.response.model",
                "gpt-4.1-2025-04-14",
                "gen_ai.conversation.id",
                "s1",
                "gen_ai.usage.input_tokens",
                12,
                "gen_ai.usage.output_tokens",
                "7",
                "gen_ai.usage.cache_read.input_tokens",
                4,
                "gen_ai.system_instructions",
                "[{\"type\":\"text\",\"content\":\"Be brief.\"}]",
                "gen_ai.input.messages",
                "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}]}]",
                "gen_ai.output.messages",
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"c1\",\"name\":\"look\","
                        + "\"arguments\":{\"at\":1}}],\"finish_reason\":\"tool_call\"}]",
                "gen_ai.tool.definitions",
                "[{\"type\":\"function\",\"name\":\"look\"}]",
                "deployment.tier",
                "gold");
        assertEquals(Event.GENERATION, event.name());
        assertEquals("gpt-4.1-2025-04-14", event.model());
        assertEquals("openai", event.provider());
        assertEquals("s1", event.sessionId());
        assertEquals(12, event.inputTokens());
        assertEquals(7, event.outputTokens());
        assertEquals(4, event.cacheReadInputTokens());
        assertEquals("chat", event.spanName());
        assertEquals("gold", event.text("deployment.tier"));
        assertEquals("gpt-4.1", event.text("gen_ai.request.model"));
        assertEquals("shop", event.text("service.name"));
        assertEquals("00f067aa0ba902b7", event.spanId());
        assertEquals(1.5, event.latency());
        assertEquals(Instant.parse("2026-11-09T08:00:01.500Z"), event.timestamp());
        assertEquals(List.of("SYSTEM Be brief.", "USER Hello"), said(event, "$ai_input"));
        assertEquals(
                new Message.ToolCall("c1", "look", json("{\"at\":1}")),
                Messages.read(event.properties().get("$ai_output_choices"), Role.ASSISTANT)
                        .getFirst()
                        .parts()
                        .getFirst());
        assertEquals(
                "look",
                Messages.tools(event.properties().get("$ai_tools")).getFirst().name());
    }

    @Test
    void structuredMessagesNeedNoParsing() {
        ObjectNode message = Json.object();
        message.putArray("values")
                .addObject()
                .putObject("kvlistValue")
                .putArray("values")
                .add(pair("role", text("user")))
                .add(pair("content", text("Hello")));
        Event event = span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.input.messages",
                Json.object().set("arrayValue", message));
        assertEquals(HELLO, event.properties().get("$ai_input"));
    }

    @Test
    void olderIndexedAttributes() {
        Event event = span(
                "openai.chat",
                "llm.request.type",
                "chat",
                "gen_ai.system",
                "OpenAI",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.prompt.0.role",
                "user",
                "gen_ai.prompt.0.content",
                "Hello",
                "gen_ai.prompt.10.role",
                "tool",
                "gen_ai.prompt.10.tool_call_id",
                "c1",
                "gen_ai.prompt.10.content",
                "42",
                "gen_ai.prompt.2.role",
                "assistant",
                "gen_ai.prompt.2.tool_calls.0.id",
                "c1",
                "gen_ai.prompt.2.tool_calls.0.name",
                "look",
                "gen_ai.prompt.2.tool_calls.0.arguments",
                "{\"at\":1}",
                "gen_ai.completion.0.role",
                "assistant",
                "gen_ai.completion.0.content",
                "Forty-two",
                "llm.request.functions.0.name",
                "look",
                "llm.request.functions.0.parameters",
                "{\"type\":\"object\",\"properties\":{\"at\":{}}}",
                "gen_ai.usage.prompt_tokens",
                5,
                "gen_ai.usage.completion_tokens",
                6);
        assertEquals(List.of("USER Hello", "ASSISTANT look({\"at\":1})", "TOOL c1=\"42\""), said(event, "$ai_input"));
        assertEquals(List.of("ASSISTANT Forty-two"), said(event, "$ai_output_choices"));
        assertEquals(
                "at",
                Messages.tools(event.properties().get("$ai_tools"))
                        .getFirst()
                        .parameters()
                        .getFirst()
                        .name());
        assertEquals(5, event.inputTokens());
        assertEquals(6, event.outputTokens());
        assertFalse(event.properties().has("gen_ai.prompt.0.role"));
    }

    @Test
    void messagesAsSpanEvents() {
        ObjectNode source = source("chat gpt-4o", "gen_ai.operation.name", "chat", "gen_ai.request.model", "gpt-4o");
        note(source, "gen_ai.system.message", "content", "Be brief.");
        note(source, "gen_ai.user.message", "gen_ai.event.content", "{\"content\":\"Hello\"}");
        note(
                source,
                "gen_ai.assistant.message",
                "tool_calls",
                "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]");
        note(source, "gen_ai.tool.message", "id", "c1", "content", "42");
        note(
                source,
                "gen_ai.choice",
                "index",
                0,
                "finish_reason",
                "stop",
                "message",
                "{\"role\":\"assistant\",\"content\":\"Forty-two\"}");
        note(source, "cache.hit", "key", "k");
        Event event = only(source);
        assertEquals(
                List.of("SYSTEM Be brief.", "USER Hello", "ASSISTANT look({})", "TOOL c1=\"42\""),
                said(event, "$ai_input"));
        assertEquals(List.of("ASSISTANT Forty-two"), said(event, "$ai_output_choices"));
        assertEquals(1, event.properties().get("otel.events").size());
    }

    @Test
    void contentEventsOfTheFirstConvention() {
        ObjectNode source = source("chat", "gen_ai.operation.name", "chat");
        note(source, "gen_ai.content.prompt", "gen_ai.prompt", "[{\"role\":\"user\",\"content\":\"Hello\"}]");
        note(source, "gen_ai.content.completion", "gen_ai.completion", "Good day");
        Event event = only(source);
        assertEquals(HELLO, event.properties().get("$ai_input"));
        assertEquals(List.of("ASSISTANT Good day"), said(event, "$ai_output_choices"));
    }

    @Test
    void openInference() {
        Event event = span(
                "ChatCompletion",
                "openinference.span.kind",
                "LLM",
                "llm.model_name",
                "claude-sonnet-4-5",
                "llm.provider",
                "anthropic",
                "session.id",
                "s1",
                "user.id",
                "u1",
                "llm.token_count.prompt",
                10,
                "llm.token_count.completion",
                2,
                "llm.token_count.prompt_details.cache_read",
                8,
                "llm.cost.total",
                0.25,
                "llm.input_messages.0.message.role",
                "user",
                "llm.input_messages.0.message.contents.0.message_content.type",
                "text",
                "llm.input_messages.0.message.contents.0.message_content.text",
                "Hello",
                "llm.output_messages.0.message.role",
                "assistant",
                "llm.output_messages.0.message.tool_calls.0.tool_call.id",
                "c1",
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.name",
                "look",
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
                "{\"at\":1}",
                "llm.tools.0.tool.json_schema",
                "{\"type\":\"function\",\"function\":{\"name\":\"look\"}}");
        assertEquals(Event.GENERATION, event.name());
        assertEquals("u1", event.distinctId());
        assertEquals("s1", event.sessionId());
        assertEquals(0.25, event.totalCostUsd());
        assertEquals(8, event.cacheReadInputTokens());
        assertEquals(List.of("USER Hello"), said(event, "$ai_input"));
        assertEquals(List.of("ASSISTANT look({\"at\":1})"), said(event, "$ai_output_choices"));
        assertEquals(
                "look",
                Messages.tools(event.properties().get("$ai_tools")).getFirst().name());
    }

    @Test
    void vercelInnerCallIsTheModelCall() {
        Event outer = span(
                "ai.generateText",
                "ai.operationId",
                "ai.generateText",
                "ai.prompt",
                "{\"system\":\"Be brief.\",\"prompt\":\"Hello\"}",
                "ai.response.text",
                "Good day",
                "ai.usage.promptTokens",
                9);
        assertEquals(Event.SPAN, outer.name());
        assertNull(outer.inputTokens());
        assertEquals(
                "Hello", outer.properties().get("$ai_input_state").get("prompt").asText());
        Event inner = span(
                "ai.generateText.doGenerate",
                "ai.operationId",
                "ai.generateText.doGenerate",
                "ai.model.id",
                "gpt-4o",
                "ai.prompt.messages",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}]",
                "ai.response.text",
                "Let me look",
                "ai.response.toolCalls",
                "[{\"toolCallId\":\"c1\",\"toolName\":\"look\",\"args\":\"{\\\"at\\\":1}\"}]",
                "ai.prompt.tools",
                Json.object().set("arrayValue", values(text("{\"name\":\"look\"}"))),
                "ai.telemetry.metadata.userId",
                "u1",
                "ai.usage.promptTokens",
                9,
                "ai.usage.completionTokens",
                3);
        assertEquals(Event.GENERATION, inner.name());
        assertEquals("u1", inner.distinctId());
        assertEquals(9, inner.inputTokens());
        assertEquals(3, inner.outputTokens());
        assertEquals(List.of("USER Hello"), said(inner, "$ai_input"));
        assertEquals(List.of("ASSISTANT Let me look look({\"at\":1})"), said(inner, "$ai_output_choices"));
        assertEquals(
                "look",
                Messages.tools(inner.properties().get("$ai_tools")).getFirst().name());
        Event tool = span(
                "ai.toolCall",
                "ai.operationId",
                "ai.toolCall",
                "ai.toolCall.name",
                "look",
                "ai.toolCall.args",
                "{\"at\":1}",
                "ai.toolCall.result",
                "\"42\"");
        assertEquals("look", tool.spanName());
        assertEquals(json("{\"at\":1}"), tool.properties().get("$ai_input_state"));
    }

    @Test
    void traceloopLangSmithAndLangfuse() {
        Event workflow = span(
                "ask.workflow",
                "traceloop.span.kind",
                "workflow",
                "traceloop.entity.name",
                "ask",
                "traceloop.entity.input",
                "{\"q\":\"Hello\"}",
                "traceloop.association.properties.user_id",
                "u1");
        assertEquals(Event.SPAN, workflow.name());
        assertEquals(json("{\"q\":\"Hello\"}"), workflow.properties().get("$ai_input_state"));
        assertEquals("u1", workflow.distinctId());
        Event langSmith = span(
                "ChatOpenAI",
                "langsmith.span.kind",
                "llm",
                "langsmith.trace.session_id",
                "s1",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.prompt",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "gen_ai.completion",
                "{\"role\":\"assistant\",\"content\":\"Good day\"}");
        assertEquals(HELLO, langSmith.properties().get("$ai_input"));
        assertEquals(List.of("ASSISTANT Good day"), said(langSmith, "$ai_output_choices"));
        assertEquals("s1", langSmith.sessionId());
        Event langfuse = span(
                "answer",
                "langfuse.observation.type",
                "generation",
                "langfuse.observation.model.name",
                "gpt-4o",
                "langfuse.observation.input",
                "Hello",
                "langfuse.observation.output",
                "Good day",
                "langfuse.observation.usage_details",
                "{\"input\":3,\"output\":2}",
                "langfuse.observation.cost_details",
                "{\"total\":0.5}");
        assertEquals(List.of("USER Hello"), said(langfuse, "$ai_input"));
        assertEquals(3, langfuse.inputTokens());
        assertEquals(0.5, langfuse.totalCostUsd());
    }

    @Test
    void plainValuesServeWhenThereIsNothingElse() {
        Event event =
                span("call", "openinference.span.kind", "LLM", "input.value", "Hello", "output.value", "Good day");
        assertEquals(List.of("USER Hello"), said(event, "$ai_input"));
        assertEquals(List.of("ASSISTANT Good day"), said(event, "$ai_output_choices"));
    }

    @Test
    void toolsAndAgentsAreNamedAfterThemselves() {
        Event tool = span(
                "execute_tool look",
                "gen_ai.operation.name",
                "execute_tool",
                "gen_ai.tool.name",
                "look",
                "gen_ai.tool.call.arguments",
                "{\"at\":1}",
                "gen_ai.tool.call.result",
                "{\"found\":2}");
        assertEquals("look", tool.spanName());
        assertEquals(json("{\"at\":1}"), tool.properties().get("$ai_input_state"));
        assertEquals("{\"found\":2}", tool.properties().get("$ai_output_state").asText());
        assertEquals("execute_tool look", tool.text("otel.span.name"));
        Event agent = span(
                "invoke_agent desk",
                "gen_ai.operation.name",
                "invoke_agent",
                "gen_ai.agent.name",
                "desk",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.usage.input_tokens",
                99);
        assertEquals(Event.SPAN, agent.name());
        assertEquals("desk", agent.spanName());
        assertNull(agent.inputTokens());
    }

    @Test
    void embeddingsAreTold() {
        Event event = span(
                "embeddings",
                "gen_ai.operation.name",
                "embeddings",
                "gen_ai.request.model",
                "m",
                "gen_ai.usage.input_tokens",
                3);
        assertEquals(Event.EMBEDDING, event.name());
        assertEquals(3, event.inputTokens());
    }

    @Test
    void failureSaysWhy() {
        ObjectNode source = source("look", "tool.name", "look");
        source.putObject("status").put("code", 2);
        note(source, "exception", "exception.type", "IOError", "exception.message", "disk full");
        Event event = only(source);
        assertTrue(event.isError());
        assertEquals("disk full", event.error());
        assertEquals(
                "exception",
                event.properties().get("otel.events").get(0).get("name").asText());
    }

    @Test
    void badSpansCostNoOthers() {
        ObjectNode noId = source("lost");
        noId.remove("traceId");
        ObjectNode noTime = source("timeless");
        noTime.remove(List.of("startTimeUnixNano", "endTimeUnixNano"));
        Conversion conversion = converter.convert(request(noId, source("good"), noTime));
        assertEquals(1, conversion.events().size());
        assertEquals(
                List.of("span 'lost': missing traceId", "span 'timeless' 00f067aa0ba902b7: neither start nor end time"),
                conversion.rejected());
    }

    @Test
    void logsAndMetricsAreSkipped() {
        assertEquals(1, converter.convert(json("{\"resourceLogs\":[]}")).skipped());
    }

    private Event span(String name, Object... attributes) {
        return only(source(name, attributes));
    }

    private Event only(ObjectNode source) {
        Conversion conversion = converter.convert(request(source));
        assertEquals(List.of(), conversion.rejected());
        return conversion.events().getFirst();
    }

    private static JsonNode request(ObjectNode... spans) {
        ObjectNode request = Json.object();
        ObjectNode resource = request.putArray("resourceSpans").addObject();
        resource.putObject("resource").putArray("attributes").add(pair("service.name", text("shop")));
        ArrayNode list = resource.putArray("scopeSpans").addObject().putArray("spans");
        for (ObjectNode span : spans) {
            list.add(span);
        }
        return request;
    }

    private static ObjectNode source(String name, Object... attributes) {
        ObjectNode span = Json.object()
                .put("traceId", "4BF92F3577B34DA6A3CE929D0E0E4736")
                .put("spanId", "00f067aa0ba902b7")
                .put("name", name)
                .put("startTimeUnixNano", "1794211200000000000")
                .put("endTimeUnixNano", 1794211201500000000L);
        span.set("attributes", pairs(attributes));
        return span;
    }

    private static void note(ObjectNode span, String name, Object... attributes) {
        span.withArray("events").addObject().put("name", name).set("attributes", pairs(attributes));
    }

    private static ArrayNode pairs(Object... attributes) {
        ArrayNode pairs = Json.NODES.arrayNode();
        for (int i = 0; i < attributes.length; i += 2) {
            pairs.add(pair(String.valueOf(attributes[i]), value(attributes[i + 1])));
        }
        return pairs;
    }

    private static ObjectNode pair(String key, JsonNode value) {
        return Json.object().put("key", key).set("value", value);
    }

    private static JsonNode value(Object value) {
        return switch (value) {
            case JsonNode node -> node;
            case Integer whole -> Json.object().put("intValue", whole.toString());
            case Double number -> Json.object().put("doubleValue", number);
            default -> text(value.toString());
        };
    }

    private static ObjectNode text(String value) {
        return Json.object().put("stringValue", value);
    }

    private static ObjectNode values(JsonNode... elements) {
        ObjectNode array = Json.object();
        array.putArray("values").addAll(List.of(elements));
        return array;
    }

    private static List<String> said(Event event, String property) {
        return Messages.read(event.properties().get(property), Role.USER).stream()
                .map(message -> {
                    StringBuilder line = new StringBuilder(message.role().name());
                    for (Message.Part part : message.parts()) {
                        line.append(' ')
                                .append(
                                        switch (part) {
                                            case Message.Text(String text) -> text;
                                            case Message.ToolCall call -> call.name() + "(" + call.arguments() + ")";
                                            case Message.ToolResult result -> result.callId() + "=" + result.content();
                                            case Message.Thinking _, Message.Media _, Message.Unknown _ ->
                                                part.toString();
                                        });
                    }
                    return line.toString();
                })
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
