package dev.tracemap.ingest.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatConverterTest {
    private final ChatConverter converter =
            new ChatConverter(new Origin(1, "c", Instant.parse("2026-11-09T08:00:00Z")));

    @Test
    void answersAreCallsAndResultsAreToolSpans() {
        List<Event> events = convert("""
                {"id":"c1","session_id":"s1","user_id":"u1","timestamp":"2026-11-09T10:00:00Z","model":"gpt-4.1",
                 "rating":5,"messages":[
                 {"role":"assistant","content":"Welcome!"},
                 {"role":"user","content":"Where is it?"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"k1","type":"function",
                   "function":{"name":"look","arguments":"{\\"at\\":1}"}}]},
                 {"role":"tool","tool_call_id":"k1","content":"Error: not there"},
                 {"role":"assistant","content":"Nowhere"},
                 {"role":"user","content":"Bye"}]}""");
        assertEquals(
                List.of(Event.GENERATION, Event.SPAN, Event.GENERATION, Event.TRACE),
                events.stream().map(Event::name).toList());
        assertEquals(2, events.getFirst().properties().get("$ai_input").size());
        assertEquals("look", events.get(1).spanName());
        assertEquals(1, events.get(1).properties().at("/$ai_input_state/at").asInt());
        assertTrue(events.get(1).isError());
        assertEquals(4, events.get(2).properties().get("$ai_input").size());
        assertEquals(
                "Bye",
                events.get(3).properties().at("/unanswered_messages/0/content").asText());
        assertEquals(5, events.get(3).properties().get("rating").asInt());
        assertTrue(
                events.stream().allMatch(event -> event.distinctId().equals("u1") && "s1".equals(event.sessionId())));
        assertEquals(
                List.of("chat", "look", "chat"),
                Trace.of("c1", events).roots().stream().map(span -> span.name()).toList());
    }

    @Test
    void bareFineTuningLineHasIdsFromItsContent() {
        String line =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Ho\"}]}";
        assertEquals(convert(line), convert(line));
        assertNotEquals(
                convert(line).getFirst().uuid(),
                convert(line.replace("Ho", "Hum")).getFirst().uuid());
        assertEquals(
                Instant.parse("2026-11-09T08:00:00Z"), convert(line).getFirst().timestamp());
        assertNull(convert(line).getFirst().latency());
    }

    @Test
    void requestWithoutAnswerIsACallWithoutAnswer() {
        List<Event> events = convert("{\"id\":\"c\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertEquals(1, events.getFirst().properties().get("$ai_input").size());
        assertEquals(0, events.getFirst().properties().get("$ai_output_choices").size());
        assertFalse(events.getLast().properties().has("unanswered_messages"));
    }

    @Test
    void timedMessagesGiveTheTraceItsLength() {
        List<Event> events = convert("""
                {"id":"c","timestamp":"2026-11-09T10:00:00Z","messages":[
                {"role":"user","content":"Hi","timestamp":"2026-11-09T10:00:00Z"},
                {"role":"assistant","content":"Ho","timestamp":"2026-11-09T10:00:02Z"},
                {"role":"user","content":"Hum","timestamp":"2026-11-09T10:00:05Z"}]}""");
        assertEquals(Instant.parse("2026-11-09T10:00:02Z"), events.getFirst().timestamp());
        assertEquals(5.0, events.getLast().latency());
    }

    @Test
    void messagesGoByOtherNamesToo() {
        String messages = "[{\"from\":\"system\",\"value\":\"Be brief\"},{\"from\":\"human\",\"value\":\"Hi\"},"
                + "{\"from\":\"gpt\",\"value\":\"Ho\"}]";
        for (String name : List.of("conversation", "conversations", "messages")) {
            List<Event> events = convert("{\"conversation_id\":\"c7\",\"" + name + "\":" + messages + "}");
            assertEquals("c7", events.getFirst().traceId());
            assertEquals(List.of("SYSTEM Be brief", "USER Hi", "ASSISTANT Ho"), said(events));
        }
    }

    @Test
    void brokenConversationsAreRefused() {
        for (String line : List.of("3", "{\"messages\":4}", "{\"messages\":[]}", "{\"messages\":[7]}")) {
            assertEquals(1, converter.convert(json(line)).rejected().size(), line);
        }
    }

    /// As gateways log the bodies of several providers, and as people log texts.
    @Test
    void aCallThatWasLoggedWithItsAnswerIsATrace() {
        for (String line : List.of(
                "{'prompt':'Hi','response':'Ho'}",
                "{'User Message':'Hi','Bot Response':'Ho'}",
                "{'request':'Hi','response':'Ho'}",
                "{'system_prompt':'','input':{'question':'Hi'},'output':{'answer':'Ho'}}",
                "{'messages':[{'role':'user','content':'Hi'}],'response':{'choices':[{'message':"
                        + "{'role':'assistant','content':'Ho'}}]}}",
                "{'request_body':{'messages':[{'role':'user','content':[{'type':'text','text':'Hi'}]}]},"
                        + "'response_body':{'role':'assistant','content':[{'type':'text','text':'Ho'}]}}",
                "{'request':{'input':'Hi'},'response':{'object':'response','output':[{'type':'message',"
                        + "'role':'assistant','content':[{'type':'output_text','text':'Ho'}]}]}}",
                "{'request':{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]},"
                        + "'response':{'candidates':[{'content':{'role':'model','parts':[{'text':'Ho'}]}}]}}",
                "{'request':'{\\'prompt\\':\\'Hi\\'}','response':'Ho'}")) {
            List<Event> events = convert(line.replace('\'', '"'));
            assertEquals(List.of("USER Hi", "ASSISTANT Ho"), said(events), line);
            assertEquals(
                    List.of(Event.GENERATION, Event.TRACE),
                    events.stream().map(Event::name).toList());
        }
    }

    @Test
    void whatALoggedCallTookIsRead() {
        List<Event> events = convert("""
                {"request_id":"r1","created_at":"2026-11-09 10:00:00","latency_ms":"1500","user_id":"u1","spend":0.25,
                 "conversation_id":"s1","name":"support","system":"Be brief","instruction":"Sum up","input":"All",
                 "output":"Nothing","model":"m","usage":{"input_tokens":12,"output_tokens":3},"team":"blue"}""");
        Event call = events.getFirst();
        assertEquals("r1", call.traceId());
        assertEquals("s1", call.sessionId());
        assertEquals("u1", call.distinctId());
        assertEquals(Instant.parse("2026-11-09T10:00:01.500Z"), call.timestamp());
        assertEquals(1.5, call.latency());
        assertEquals(0.25, call.properties().get("$ai_total_cost_usd").doubleValue());
        assertEquals("m", call.model());
        assertEquals(12, call.inputTokens());
        assertEquals(3, call.outputTokens());
        assertEquals(List.of("SYSTEM Be brief", "USER Sum up\n\nAll", "ASSISTANT Nothing"), said(events));
        assertEquals("support", events.getLast().spanName());
        assertEquals("blue", events.getLast().properties().get("team").asText());
        assertFalse(call.isError());
    }

    @Test
    void aCallWithoutAnswerSaysWhy() {
        for (String why :
                List.of("\"error\":\"rate limited\"", "\"status_code\":500", "\"status\":\"FAILED\",\"error\":null")) {
            Event call =
                    convert("{\"prompt\":\"Hi\",\"response\":null," + why + "}").getFirst();
            assertTrue(call.isError(), why);
            assertNull(call.latency(), why);
        }
    }

    @Test
    void figuresThatCannotBeAreLeftOut() {
        Event call = convert("{\"prompt\":\"Hi\",\"response\":\"Ho\",\"created\":\"2026-11-03\",\"latency_s\":-1,"
                        + "\"cost\":\"1e999999999\",\"prompt_tokens\":\"many\",\"status\":\"1e999999999\"}")
                .getFirst();
        assertNull(call.latency());
        assertNull(call.totalCostUsd());
        assertNull(call.inputTokens());
    }

    @Test
    void whatIsNotWhollyTakenStaysWithTheTrace() {
        Event trace = convert("""
                {"prompt":"Hi","response":"Ho","status":"resolved","usage":{"input_tokens":3,"cached":2},
                 "request":{"model":"m","temperature":0.5}}""").getLast();
        assertEquals("resolved", trace.properties().get("status").asText());
        assertEquals(2, trace.properties().at("/usage/cached").asInt());
        assertEquals(0.5, trace.properties().at("/request/temperature").asDouble());
        List<Event> told = convert("""
                {"instruction":"Translate","system":[{"type":"text","text":"Be brief"}],
                 "input":[{"role":"user","content":"Hi"}],"output":"Ho"}""");
        assertEquals(List.of("SYSTEM Be brief", "USER Hi", "ASSISTANT Ho"), said(told));
        assertEquals("Translate", told.getLast().properties().get("instruction").asText());
    }

    @Test
    void noIsAnAnswer() {
        List<Event> events = convert("{\"prompt\":\"Is it?\",\"response\":false,\"error\":false}");
        assertEquals(List.of("USER Is it?", "ASSISTANT false"), said(events));
        assertFalse(events.getFirst().isError());
    }

    @Test
    void namesAndTimesAreReadAsTheyAreSpelt() {
        for (String time : List.of(
                "\"Created At\":\"2026-11-03 10:00:00.000 UTC\"",
                "\"createdAt\":\"2026/11/03 10:00\"",
                "\"created\":1793700000")) {
            Event call = convert(
                            "{\"Prompt\":\"Hi\",\"Response\":\"Ho\",\"Tokens In\":7,\"Error\":\"None\"," + time + "}")
                    .getFirst();
            assertEquals(Instant.parse("2026-11-03T10:00:00Z"), call.timestamp(), time);
            assertEquals(7, call.inputTokens());
            assertFalse(call.isError());
        }
    }

    /// The rows of two exports have the same numbers.
    @Test
    void aNumberIsNoNameForACall() {
        String one = "{\"id\":1,\"prompt\":\"Hi\",\"response\":\"Ho\"}";
        assertEquals(convert(one), convert(one));
        assertNotEquals(
                convert(one).getFirst().traceId(),
                convert(one.replace("Ho", "Hum")).getFirst().traceId());
    }

    @Test
    void whatAskedNothingOrIsAStepOfSomethingElseOrHasNoTimeIsNoCall() {
        for (String line : List.of(
                "{\"request\":{\"method\":\"GET\"},\"response\":{\"status\":200}}",
                "{\"request\":\"GET / HTTP/1.1\",\"response\":200}",
                "{\"prompt\":\"Hi\",\"response\":\"Ho\",\"date\":\"11/03/2026\"}",
                "{\"prompt\":\" \",\"response\":\"Ho\"}",
                "{\"trace_id\":\"t\",\"inputs\":{\"q\":\"Hi\"},\"outputs\":{\"a\":\"Ho\"}}")) {
            assertEquals(1, converter.convert(json(line)).rejected().size(), line);
        }
    }

    private static List<String> said(List<Event> events) {
        String id = String.valueOf(events.getFirst().traceId());
        return Conversation.of(new Item.TraceItem(Trace.of(id, events))).messages().stream()
                .filter(said -> !said.repeated())
                .map(said -> said.message().role() + " " + said.message().text())
                .toList();
    }

    private List<Event> convert(String chat) {
        Conversion conversion = converter.convert(json(chat));
        assertEquals(List.of(), conversion.rejected());
        return conversion.events();
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
