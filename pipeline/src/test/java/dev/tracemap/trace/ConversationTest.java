package dev.tracemap.trace;

import static dev.tracemap.trace.TraceFixtures.event;
import static dev.tracemap.trace.TraceFixtures.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final String CALL =
            "{'role':'assistant','tool_calls':[{'id':'%s','function':{'name':'%s','arguments':'%s'}}]}";

    @Test
    void aPromptThatGrowsAddsOnlyWhatIsNew() {
        Conversation conversation = of(
                generation("g1", 1, "{'role':'user','content':'hi'}", "{'role':'assistant','content':'Hello'}"),
                generation(
                        "g2",
                        2,
                        "{'role':'user','content':'hi'},{'role':'assistant','content':'Hello '},"
                                + "{'role':'user','content':'hi'}",
                        "{'role':'assistant','content':'Hello'}"));

        assertEquals(
                List.of("hi", "Hello", "hi", "Hello"),
                conversation.messages().stream()
                        .map(said -> said.message().text())
                        .toList());
        Span last = Objects.requireNonNull(conversation.messages().getLast().generation());
        List<Said> second = conversation.of(last);
        assertEquals(List.of(1, 2, 3, 4), second.stream().map(Said::number).toList());
        assertEquals(
                List.of(true, true, false, false),
                second.stream().map(Said::repeated).toList());
    }

    @Test
    void theSameRequestInAnotherTraceOfTheSessionIsSaidAgain() {
        Trace first = Trace.of(
                "a",
                List.of(generation("g1", 1, "{'role':'user','content':'yes'}", "{'role':'assistant','content':'A'}")));
        Trace second = Trace.of(
                "b",
                List.of(generation("g2", 2, "{'role':'user','content':'yes'}", "{'role':'assistant','content':'B'}")));
        Trace third = Trace.of(
                "c",
                List.of(generation(
                        "g3",
                        3,
                        "{'role':'user','content':'yes'},{'role':'assistant','content':'A'},{'role':'user','content':'no'}",
                        "{'role':'assistant','content':'C'}")));
        Conversation conversation = Conversation.of(new Item.SessionItem("s", List.of(first, second, third)));

        assertEquals(
                List.of("yes", "A", "yes", "B", "no", "C"),
                conversation.messages().stream()
                        .map(said -> said.message().text())
                        .toList());
    }

    @Test
    void aCallSeenAsMessageAndAsSpanIsCountedOnce() {
        Conversation conversation = of(
                generation(
                        "g1", 1, "{'role':'user','content':'find x'}", CALL.formatted("c1", "find", "{\\\"q\\\":1}")),
                span("s1", 2, "'$ai_span_name':'find','$ai_input_state':{'q':1},'$ai_output_state':'found'"),
                generation(
                        "g2",
                        3,
                        "{'role':'user','content':'find x'}," + CALL.formatted("c1", "find", "{\\\"q\\\": 1}")
                                + ",{'role':'tool','tool_call_id':'c1','content':'found'}",
                        "{'role':'assistant','content':'done'}"));

        Call call = only(conversation.calls());
        assertEquals("find", call.name());
        assertEquals(json("'found'"), call.result());
        assertEquals("s1", call.span() == null ? "" : call.span().id());
        assertEquals(2, call.message());
        assertEquals(3, call.answeredIn());
        assertFalse(call.failed());
    }

    @Test
    void callIdsJoinEvenWhereTheArgumentsAreWrittenOtherwise() {
        Conversation conversation = of(
                generation("g1", 1, "{'role':'user','content':'x'}", CALL.formatted("c1", "find", "{\\\"q\\\":1}")),
                span("s1", 2, "'$ai_span_name':'execute_tool find','$ai_tool_call_id':'c1','$ai_input_state':'q=1'"));

        assertEquals(1, conversation.calls().size());
    }

    @Test
    void twoCallsWithOtherArgumentsAreTwo() {
        Conversation conversation = of(
                generation("g1", 1, "{'role':'user','content':'x'}", CALL.formatted("c1", "find", "{\\\"q\\\":1}")),
                span("s1", 2, "'$ai_span_name':'find','$ai_input_state':{'q':2}"));

        assertEquals(2, conversation.calls().size());
    }

    @Test
    void spansAloneAreCallsWhereNoMessageCallsATool() {
        Conversation conversation = of(
                span("root", 9, "'$ai_span_name':'agent','$ai_latency':9"),
                span("s1", 2, "'$ai_parent_id':'root','$ai_span_name':'find','$ai_input_state':{'q':1}"),
                span("s2", 3, "'$ai_parent_id':'root','$ai_span_name':'send','$ai_output_state':'Error: refused'"));

        assertEquals(
                List.of("find", "send"),
                conversation.calls().stream().map(Call::name).toList());
        assertTrue(conversation.calls().getLast().failed());
    }

    @Test
    void stepsOfAFrameworkAreNotToolCalls() {
        Conversation conversation = of(
                generation("g1", 1, "{'role':'user','content':'x'}", CALL.formatted("c1", "find", "{}")),
                span("s1", 2, "'$ai_span_name':'guardrail','$ai_input_state':{'q':2}"),
                span("s2", 3, "'$ai_span_name':'retrieve','$ai_span_kind':'RETRIEVER','$ai_input_state':'q'"),
                span("s3", 4, "'$ai_span_name':'mail','$ai_span_kind':'TOOL','$ai_input_state':'q'"));

        assertEquals(
                List.of("find", "mail"),
                conversation.calls().stream().map(Call::name).toList());
    }

    @Test
    void aTraceThatRecordsOnlyQuestionAndAnswerHasThemAsMessages() {
        Conversation conversation = of(event(
                Event.TRACE,
                "t",
                1,
                "{'$ai_input_state':{'messages':[{'role':'user','content':'hi'}]},'$ai_output_state':'Hello'}"));

        assertEquals(
                List.of("hi", "Hello"),
                conversation.messages().stream()
                        .map(said -> said.message().text())
                        .toList());
    }

    @Test
    void aLongTraceOfGrowingPromptsIsReadInLinearTime() {
        StringBuilder prompt = new StringBuilder("{'role':'user','content':'start'}");
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String call = CALL.formatted("c" + i, "find", "{\\\"q\\\":1}");
            events.add(generation("g" + i, i, prompt.toString(), call));
            prompt.append(',').append(call).append(",{'role':'tool','tool_call_id':'c" + i + "','content':'no'}");
        }
        Conversation conversation = Conversation.of(new Item.TraceItem(Trace.of("t", events)));

        assertEquals(400, conversation.calls().size());
        assertEquals(1 + 400 + 399, conversation.messages().size());
    }

    private static Conversation of(Event... events) {
        return Conversation.of(new Item.TraceItem(Trace.of("t", List.of(events))));
    }

    private static Event generation(String id, double second, String input, String output) {
        return event(
                Event.GENERATION, id, second, "{'$ai_input':[" + input + "],'$ai_output_choices':[" + output + "]}");
    }

    private static Event span(String id, double second, String properties) {
        return event(Event.SPAN, id, second, "{" + properties + "}");
    }

    private static Call only(List<Call> calls) {
        assertEquals(1, calls.size());
        return calls.getFirst();
    }
}
