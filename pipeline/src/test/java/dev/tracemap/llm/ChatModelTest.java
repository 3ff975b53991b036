package dev.tracemap.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ScriptedServer.Asked;
import dev.tracemap.llm.ScriptedServer.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatModelTest {
    private static final Limits QUICK = new Limits(4, 0, 5, Duration.ofMillis(2), Duration.ofMillis(600));
    private static final AnswerFormat NUMBER = new AnswerFormat("number", object("""
                    {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"],
                     "additionalProperties": false}"""));
    private static final ChatRequest QUESTION = new ChatRequest(
            List.of(new ChatMessage.Instruction("Count."), new ChatMessage.User("How many?")), List.of(), 100);

    private final ScriptedServer server = new ScriptedServer(_ -> new ScriptedServer.Reset());
    private final List<ModelCall> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAnswerHasTheShapeAskedFor() {
        ObjectNode answer = answer(asked -> ScriptedServer.completion(asked, "{\"n\": 3}"));
        assertEquals(3, answer.path("n").intValue());
        Asked asked = server.requests().getFirst();
        assertEquals("/v1/chat/completions", asked.path());
        assertEquals("small", asked.model());
        assertEquals("Bearer sk-test-SECRET", asked.authorization());
        assertTrue(asked.body().at("/response_format/json_schema/strict").booleanValue());
        assertEquals(NUMBER.schema(), asked.body().at("/response_format/json_schema/schema"));
    }

    @Test
    void anAnswerThatDoesNotFitIsSentBackOnce() {
        for (String bad : List.of("seven", "{\"n\": \"seven\"}", "{\"m\": 7}")) {
            int before = server.requests().size();
            ObjectNode answer = answer(asked -> ScriptedServer.completion(
                    asked, asked.body().path("messages").size() == 2 ? bad : "{\"n\": 7}"));
            assertEquals(7, answer.path("n").intValue());
            assertEquals(2, server.requests().size() - before);
        }
        ModelFailure failure =
                assertThrows(ModelFailure.class, () -> answer(asked -> ScriptedServer.completion(asked, "seven")));
        assertEquals(ModelFailure.Reason.ANSWER, failure.reason());
        assertFalse(failure.isFinal());
    }

    @Test
    void aRefusalIsNotAskedAgain() {
        assertEquals(
                ModelFailure.Reason.ANSWER, failure(ScriptedServer::refusal).reason());
        assertEquals(1, server.requests().size());
    }

    @Test
    void serversThatTakeNoSchemaAreAskedForJsonAndThenForText() {
        for (String taken : List.of("json_object", "")) {
            ObjectNode answer = answer(
                    asked -> asked.body().at("/response_format/type").asText("").equals(taken)
                            ? ScriptedServer.completion(asked, "Here it is:\n```json\n{\"n\": 5}\n```")
                            : ScriptedServer.status(400));
            assertEquals(5, answer.path("n").intValue());
            assertTrue(server.requests().getLast().text().contains("\"additionalProperties\":false"));
        }
    }

    @Test
    void whatMayPassIsTriedAgain() {
        List<Function<Asked, Reply>> bad = List.of(
                _ -> ScriptedServer.busy("0"),
                _ -> ScriptedServer.status(500),
                _ -> new ScriptedServer.Reset(),
                _ -> new ScriptedServer.Raw(200, "application/json", "{not json"));
        AtomicInteger next = new AtomicInteger();
        ObjectNode answer = answer(asked -> next.get() < bad.size()
                ? bad.get(next.getAndIncrement()).apply(asked)
                : ScriptedServer.completion(asked, "{\"n\": 1}"));
        assertEquals(1, answer.path("n").intValue());
        assertEquals(5, calls.getLast().attempts());
    }

    @Test
    void anAnswerThatStallsIsGivenUp() {
        AtomicInteger next = new AtomicInteger();
        ObjectNode answer = answer(asked -> next.getAndIncrement() == 0
                ? new ScriptedServer.Slow(NUMBER.schema(), 5_000)
                : ScriptedServer.completion(asked, "{\"n\": 1}"));
        assertEquals(1, answer.path("n").intValue());
    }

    @Test
    void theWaitThatTheServerAsksForIsKept() {
        AtomicInteger next = new AtomicInteger();
        long begin = System.nanoTime();
        answer(asked -> next.getAndIncrement() == 0
                ? ScriptedServer.busy("1")
                : ScriptedServer.completion(asked, "{\"n\": 1}"));
        assertTrue(System.nanoTime() - begin >= 990_000_000L);
    }

    @Test
    void aCallThatNeverGetsThroughFailsAlone() {
        ModelFailure failure = failure(_ -> ScriptedServer.status(503));
        assertEquals(ModelFailure.Reason.CALL, failure.reason());
        assertEquals(5, server.requests().size());
    }

    @Test
    void wrongKeyWrongAddressAndWebPagesEndEverythingInOneLine() {
        for (Function<Asked, Reply> script : List.<Function<Asked, Reply>>of(
                _ -> ScriptedServer.status(401),
                _ -> ScriptedServer.status(404),
                _ -> new ScriptedServer.Raw(200, "text/html", "<html><body>Welcome</body></html>"))) {
            server.script(script);
            int before = server.requests().size();
            ChatModel model = model(purse(Cap.NONE), QUICK);
            ModelFailure failure = assertThrows(ModelFailure.class, () -> model.answer(QUESTION, NUMBER));
            assertTrue(failure.isFinal());
            assertFalse(failure.getMessage().contains("SECRET"), failure.getMessage());
            assertFalse(failure.getMessage().contains("\n"));
            assertThrows(ModelFailure.class, () -> model.answer(QUESTION, NUMBER));
            assertEquals(1, server.requests().size() - before);
        }
    }

    @Test
    void aServerThatIsDownBreaksTheLine() {
        server.close();
        ChatModel model = model(purse(Cap.NONE), QUICK);
        List<ModelFailure.Reason> reasons = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            reasons.add(
                    assertThrows(ModelFailure.class, () -> model.ask(QUESTION)).reason());
        }
        assertEquals(ModelFailure.Reason.UNAVAILABLE, reasons.getLast());
    }

    @Test
    void toolsAreCalledAndAnswered() {
        server.script(asked -> asked.body().path("messages").size() == 1
                ? ScriptedServer.toolCall(asked, "look", object("{\"at\": 3}"))
                : ScriptedServer.completion(asked, "It is blue."));
        ChatModel model = model(purse(Cap.NONE), QUICK);
        List<ToolSpec> tools = List.of(new ToolSpec("look", "Looks.", object("{\"type\": \"object\"}")));
        ChatMessage.User question = new ChatMessage.User("What colour?");
        ChatAnswer call = model.ask(new ChatRequest(List.of(question), tools, 100));
        ToolCall look = call.toolCalls().getFirst();
        assertEquals("look", look.name());
        assertEquals("{\"at\":3}", look.arguments());
        ChatAnswer last = model.ask(new ChatRequest(
                List.of(question, call.asMessage(), new ChatMessage.ToolResult(look.id(), "blue")), tools, 100));
        assertEquals("It is blue.", last.text());
        Asked asked = server.requests().getLast();
        assertEquals(look.id(), asked.body().at("/messages/2/tool_call_id").textValue());
        assertEquals("look", asked.body().at("/tools/0/function/name").textValue());
    }

    @Test
    void theCapHoldsForCallsAtTheSameTime() throws Exception {
        server.script(asked -> ScriptedServer.completion(asked, "{\"n\": 1}"));
        double cap = 0.02;
        Purse purse = purse(new Cap(cap, null));
        ChatModel model = model(purse, QUICK);
        int refused = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> results =
                    threads.invokeAll(java.util.Collections.nCopies(60, (Callable<Boolean>) () -> {
                        try {
                            model.answer(QUESTION, NUMBER);
                            return false;
                        } catch (ModelFailure e) {
                            assertEquals(ModelFailure.Reason.BUDGET, e.reason());
                            return true;
                        }
                    }));
            for (Future<Boolean> result : results) {
                refused += result.get() ? 1 : 0;
            }
        }
        assertTrue(refused > 0 && refused < 60, refused + " refused");
        assertTrue(purse.spentDollars() <= cap, purse.spentDollars() + " spent");
        assertTrue(purse.spentDollars() > cap * 0.75, purse.spentDollars() + " spent");
    }

    @Test
    void everyTextPassesTheGate() {
        server.script(asked -> ScriptedServer.completion(asked, "{\"n\": 1}"));
        Spending spending = spending(purse(Cap.NONE));
        try (ModelLine line = new ModelLine(server.endpoint(), QUICK)) {
            new ChatModel("small", ModelStage.SUMMARY, line, spending, text -> text.replace("many", "[gone]"))
                    .answer(QUESTION, NUMBER);
        }
        assertFalse(server.requests().getFirst().raw().contains("many"));
    }

    private ObjectNode answer(Function<Asked, Reply> script) {
        server.script(script);
        return model(purse(Cap.NONE), QUICK).answer(QUESTION, NUMBER);
    }

    private ModelFailure failure(Function<Asked, Reply> script) {
        return assertThrows(ModelFailure.class, () -> answer(script));
    }

    private ChatModel model(Purse purse, Limits limits) {
        ModelLine line = new ModelLine(server.endpoint(), limits);
        return new ChatModel("small", ModelStage.SUMMARY, line, spending(purse), UnaryOperator.identity());
    }

    private Spending spending(Purse purse) {
        return new Spending(
                purse, _ -> new Rate(10, 20), calls::add, InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z")));
    }

    private static Purse purse(Cap cap) {
        return new Purse("run", cap, 0, 0, null);
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
