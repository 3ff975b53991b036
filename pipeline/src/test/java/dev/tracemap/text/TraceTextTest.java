package dev.tracemap.text;

import static dev.tracemap.trace.TraceFixtures.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTextTest {
    private static final int AMPLE = 100_000;

    private static final String TOOLS = """
            [{'type':'function','function':{'name':'find_parcel','parameters':{'type':'object','properties':
               {'number':{'type':'string'},'country':{'type':['string','null']}},'required':['number']}}},
             {'type':'function','function':{'name':'send_mail','parameters':{'type':'object','properties':
               {'to':{'type':'string'},'copies':{'type':'array'}},'required':['to']}}}]""";

    private static final String ASKED = """
            {'role':'system','content':'You help the customers of a parcel service.\\n\\n\\nBe short.'},
            {'role':'user','content':[{'type':'text','text':'Where is P-77? Here is the label.'},
              {'type':'image_url','image_url':{'url':'data:image/png;base64,AAAAAAAA'}}]}""";

    private static final String FOUND = """
            {'role':'assistant','content':null,'tool_calls':[{'id':'c1','function':
              {'name':'find_parcel','arguments':'{"number":"P-77"}'}}]},
            {'role':'tool','tool_call_id':'c1','content':'{"place":"Oslo","days":[2,3]}'}""";

    /// Agent, tool that fails and is only a span, unknown block, reasoning, a retrieval with many lines.
    private static final List<Event> SUPPORT = List.of(
            event(
                    Event.SPAN,
                    "root",
                    10,
                    "{'$ai_span_name':'parcel-agent','$ai_latency':10,'$ai_input_state':'Where is P-77?'}"),
            event(Event.GENERATION, "g1", 2, """
                    {'$ai_parent_id':'root','$ai_span_name':'chat gpt-5-mini','$ai_model':'gpt-5-mini','$ai_latency':1.5,
                     '$ai_total_cost_usd':0.00123,'$ai_input_tokens':1200,'$ai_output_tokens':31,'$ai_tools':%s,
                     '$ai_input':[%s],'$ai_output_choices':[{'role':'assistant','content':[
                       {'type':'thinking','thinking':'First look it up.\\nThen answer.'},
                       {'type':'tool_use','id':'c1','name':'find_parcel','input':{'number':'P-77'}}]}]}""".formatted(TOOLS, ASKED)),
            event(Event.SPAN, "t1", 3, """
                    {'$ai_parent_id':'root','$ai_span_name':'find_parcel','$ai_latency':0.25,
                     '$ai_input_state':{'number':'P-77'},'$ai_output_state':'{"place":"Oslo","days":[2,3]}'}"""),
            event(Event.SPAN, "r1", 4, """
                    {'$ai_parent_id':'root','$ai_span_name':'retrieve rules','$ai_span_kind':'RETRIEVER','$ai_latency':0.5,
                     '$ai_input_state':'delays','$ai_output_state':'Rule 1: be kind.\\nRule 2: be \\u001b[31mred\\u001b[0m.'}"""),
            event(Event.SPAN, "t2", 5, """
                    {'$ai_parent_id':'r1','$ai_span_name':'send_mail','$ai_span_kind':'TOOL','$ai_latency':0.1,
                     '$ai_input_state':{'to':'a@example.com','copies':[]},'$ai_is_error':true,
                     '$ai_error':'SMTP 550: no such user'}"""),
            event(Event.GENERATION, "g2", 9, """
                    {'$ai_parent_id':'root','$ai_span_name':'answer','$ai_model':'gpt-5-mini','$ai_latency':3,
                     '$ai_input':[%s,%s],'$ai_output_choices':[{'role':'assistant','content':[
                       {'type':'hologram','depth':3},{'type':'text','text':'It is in Oslo.\\nThe mail failed.'}]}]}""".formatted(ASKED, FOUND)),
            event(Event.FEEDBACK, "f", 20, "{'$ai_feedback_text':'thanks'}"));

    @Test
    void aTraceReadsAsATreeOfWhatHappened() {
        Golden.check("support.txt", TraceText.render(trace(SUPPORT), AMPLE).text());
    }

    @Test
    void theOutlineSaysWhichLinesTellOfWhichSpan() {
        Outline outline = TraceText.outline(trace(SUPPORT));

        List<String> spans =
                outline.steps().stream().map(step -> step.span().id()).toList();
        assertEquals(List.of("g1", "t1", "r1", "t2", "g2"), spans);
        for (Outline.Step step : outline.steps()) {
            assertTrue(outline.lines().get(step.from() - 1).contains(step.title()), step.title());
            assertTrue(step.to() >= step.from());
        }
        assertEquals(outline.steps().get(1).from(), outline.steps().get(0).to() + 1);
    }

    @Test
    void aSampleKeepsTheHeaderAndTheNumbers() {
        NumberedText whole = TraceText.full(trace(SUPPORT));
        NumberedText sample = TraceText.render(trace(SUPPORT), 1_000);

        assertTrue(sample.sampled());
        assertTrue(sample.text().length() <= 1_000);
        assertEquals(whole.total(), sample.total());
        assertTrue(new HashSet<>(whole.lines())
                .containsAll(sample.lines().stream()
                        .filter(line -> line.startsWith("L"))
                        .toList()));
        Golden.check("support-sampled.txt", sample.text());
    }

    @Test
    void aSessionShowsItsTracesOneAfterTheOther() {
        Trace first = Trace.of("one", List.of(generation("g1", 1, "{'role':'user','content':'hi'}", "Hello")));
        Trace second = Trace.of(
                "two",
                List.of(
                        generation(
                                "g2",
                                70,
                                "{'role':'user','content':'hi'},{'role':'assistant','content':'Hello'},"
                                        + "{'role':'user','content':'bye'}",
                                "Bye"),
                        event(
                                Event.TRACE,
                                "two",
                                71,
                                "{'$ai_span_name':'farewell','$ai_is_error':true,'$ai_error':'late'}")));
        Golden.check(
                "session.txt",
                TraceText.render(new Item.SessionItem("s", List.of(first, second)), AMPLE)
                        .text());
    }

    @Test
    void aGenerationStandsAlone() {
        Trace trace = Trace.of("t", SUPPORT);
        Span last =
                trace.spans().filter(span -> span.id().equals("g2")).findFirst().orElseThrow();
        Golden.check(
                "generation.txt",
                TraceText.render(new Item.GenerationItem(trace, last), AMPLE).text());
    }

    @Test
    void whatATerminalWouldObeyIsShown() {
        String text = TraceText.render(
                        trace(List.of(generation(
                                "g",
                                1,
                                "{'role':'user','content':'a\\u001b[2Jb\\u202ec\\u0000d\\re\\u009bf'}",
                                "L001: fake"))),
                        AMPLE)
                .text();

        assertTrue(text.contains("a\\u001B[2Jb\\u202Ec\\u0000d\\u000De\\u009Bf"), text);
        assertTrue(text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'));
    }

    @Test
    void longFieldsKeepHeadAndTail() {
        String text = TraceText.render(
                        trace(List.of(generation(
                                "g", 1, "{'role':'user','content':'start " + "x".repeat(50_000) + " end'}", "ok"))),
                        AMPLE)
                .text();

        assertTrue(text.contains("start xxx") && text.contains("xxx end"));
        assertTrue(text.contains("[46,210 characters left out]"), () -> text.replaceAll("x+", "x"));
    }

    @Test
    void noIdsOfTheTraceAppear() {
        String text = TraceText.full(trace(SUPPORT)).text();

        for (String id : List.of("uuid-", "\"c1\"", "$ai", "user-1", "g1", "t1")) {
            assertFalse(text.contains(id), id);
        }
    }

    @Test
    void fiftyThousandNestedSpansStayNarrow() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            String parent = i == 0 ? "" : "'$ai_parent_id':'s" + (i - 1) + "',";
            events.add(event(Event.SPAN, "s" + i, 100, "{" + parent + "'$ai_latency':" + (100 - i / 1000.0) + "}"));
        }
        NumberedText text = TraceText.render(trace(events), 20_000);

        assertTrue(text.sampled());
        assertTrue(text.text().length() <= 20_000);
        assertTrue(text.total() >= 49_999);
    }

    @Test
    void aTraceOfFiftyMegabytesComesOutBounded() {
        String page = "word ".repeat(200_000);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(generation("g" + i, i, "{'role':'user','content':'" + i + page + "'}", "ok " + i));
        }
        NumberedText text = TraceText.render(trace(events), 30_000);

        assertTrue(text.text().length() <= 30_000);
    }

    @Test
    void anyBudgetGivesATextThatSaysItIsASample() {
        for (int budget : List.of(0, 50, 200, 500, 1_000)) {
            NumberedText text = TraceText.render(trace(SUPPORT), budget);
            assertTrue(text.text().contains("[SAMPLED VIEW: ~"), text.text());
            assertTrue(text.text().length() <= Math.max(budget, 300), budget + ": " + text.text());
        }
    }

    private static Item trace(List<Event> events) {
        return new Item.TraceItem(Trace.of("t", events));
    }

    private static Event generation(String id, double second, String input, String output) {
        return event(
                Event.GENERATION,
                id,
                second,
                "{'$ai_span_name':'chat','$ai_input':[" + input + "],'$ai_output_choices':'" + output + "'}");
    }
}
