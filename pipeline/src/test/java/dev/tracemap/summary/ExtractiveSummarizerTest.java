package dev.tracemap.summary;

import static dev.tracemap.trace.TraceFixtures.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.facet.DirectFacets;
import dev.tracemap.summary.Summary.Note;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractiveSummarizerTest {
    private static final int ROOM = 100_000;

    @Test
    void aLoneRequestIsNotDilutedByAnything() {
        Summary summary = of(said("user", "I am still waiting on my card?"));

        assertEquals(List.of("I am still waiting on my card?"), texts(summary.bullets()));
        assertEquals(List.of(), summary.notes());
        assertTrue(summary.title().toLowerCase(java.util.Locale.ROOT).contains("waiting on my card"), summary.title());
    }

    @Test
    void theTitleIsTheRequestAndNotTheGreeting() {
        assertEquals("Cancel my flight", title("Hi there! I need to cancel my flight, please."));
        assertEquals(
                "Exchange two items from a recent purchase",
                title("Hello, I'd like to exchange two items from a recent purchase."));
        assertEquals(
                "Return the desk lamp from order",
                title(
                                "Good morning! My name is Mei Kovacs and my zip code is 28236. Can you help me return the desk lamp from order #W4073673?")
                        .replaceAll("\\?$", ""));
    }

    @Test
    void confirmationsLaterOnDoNotTakeOver() {
        Summary summary = of(
                said("user", "Hello!"),
                said("assistant", "Hi, what can I do for you?"),
                said("user", "I want to move my booking to a nonstop flight."),
                said("assistant", "Shall I go ahead?"),
                said("user", "Yes, please go ahead and do that now. Thank you so much!"),
                said("assistant", "Your booking has been moved to the nonstop flight."));

        assertEquals("Move my booking to a nonstop flight", summary.title());
        assertTrue(texts(summary.bullets()).getLast().startsWith("Answers: Your booking has been moved"));
    }

    @Test
    void whatACodingAgentAttachesIsNotTheRequest() {
        String attached = "<system-reminder>\nThe todo list is empty, do not mention this.\n</system-reminder>\n";

        assertEquals(
                "Fix the flaky login test",
                title(attached + "Please fix the flaky login test.\n```java\nassertTrue(x);\n```\n" + attached));
        assertEquals("Explain the retry logic", title("<task>Explain the retry logic</task>"));
        assertEquals(
                "Add a dark mode to the settings page",
                title(
                        "<environment_context><cwd>/home/x</cwd></environment_context>Add a dark mode to the settings page"));
    }

    @Test
    void longRequestsAreCutWhereAClauseEnds() {
        String title = title("Can you book a table for four people near the river, because my parents visit us from "
                + "abroad and they have never been here before, which makes me a little nervous?");

        assertEquals("Book a table for four people near the river", title);
    }

    @Test
    void otherLanguagesKeepTheirWords() {
        assertEquals(
                "Ich möchte meine Bestellung stornieren und das Geld zurück",
                title("Ich möchte meine Bestellung stornieren und das Geld zurück."));
        assertEquals("注文をキャンセルしたいです", title("こんにちは。\n注文をキャンセルしたいです。").replace("。", ""));
    }

    @Test
    void theFlowShowsToolsLoopsAndFailures() {
        Summary summary = of(
                said("user", "Where is my order?"),
                call("c1", "find_user"),
                result("c1", "u1"),
                call("c2", "get_order"),
                result("c2", "Error: not found"),
                call("c3", "get_order"),
                result("c3", "shipped"),
                call("c4", "get_order"),
                result("c4", "shipped"),
                said("assistant", "Your order has been shipped to the address on file."));

        assertEquals("user -> find_user -> get_order (fails) -> get_order x2 -> answer", summary.flowDiagram());
        assertTrue(texts(summary.bullets()).contains("Calls find_user, get_order x3"));
        assertTrue(texts(summary.bullets()).contains("1 of 4 tool calls fail: get_order"));
        assertTrue(
                texts(summary.notes()).contains("get_order fails: Error: not found"),
                texts(summary.notes()).toString());
    }

    @Test
    void referencesPointAtTheLineThatSaysIt() {
        Trace trace = trace(List.of(
                said("user", "Please refund my ticket"),
                call("c1", "refund"),
                result("c1", "ok"),
                said("assistant", "The ticket has been refunded to your card.")));
        Item item = new Item.TraceItem(trace);
        List<String> lines = TraceText.render(item, ROOM).lines();

        Summary summary = ExtractiveSummarizer.summarize(item, TraceText.render(item, ROOM), DirectFacets.of(item));

        for (Note bullet : summary.bullets()) {
            assertFalse(bullet.lineRefs().isEmpty(), bullet.text());
        }
        String first = summary.bullets().getFirst().lineRefs().getFirst();
        assertTrue(lines.stream().anyMatch(line -> line.startsWith(first) && line.contains("refund my ticket")));
    }

    @Test
    void anItemWithoutWordsIsNamedAfterItsTools() {
        Event span = event(
                Event.SPAN,
                "s",
                1,
                "{'$ai_span_name':'resize_image','$ai_span_kind':'tool','$ai_input_state':{'w':1}}");
        Item item = new Item.TraceItem(Trace.of("t", List.of(span)));

        Summary summary = ExtractiveSummarizer.summarize(item, TraceText.render(item, ROOM), DirectFacets.of(item));

        assertEquals("Calls resize_image", summary.title());
        assertEquals("resize_image", summary.flowDiagram());
    }

    private static String title(String request) {
        return of(said("user", request)).title();
    }

    private static Summary of(String... messages) {
        Item item = new Item.TraceItem(trace(List.of(messages)));
        return ExtractiveSummarizer.summarize(item, TraceText.render(item, ROOM), DirectFacets.of(item));
    }

    /// One model call whose prompt holds all messages but the assistant's last.
    private static Trace trace(List<String> messages) {
        List<String> input = new ArrayList<>(messages);
        String output = input.getLast().contains("'role':'assistant'") ? input.removeLast() : "";
        return Trace.of(
                "t",
                List.of(event(
                        Event.GENERATION,
                        "g",
                        1,
                        "{'$ai_input':[" + String.join(",", input) + "],'$ai_output_choices':[" + output + "]}")));
    }

    private static String said(String role, String text) {
        return "{'role':'" + role + "','content':'" + text.replace("'", "\\'").replace("\n", "\\n") + "'}";
    }

    private static String call(String id, String tool) {
        return "{'role':'assistant','tool_calls':[{'id':'" + id + "','function':{'name':'" + tool
                + "','arguments':'{\\\"id\\\":\\\"" + id + "\\\"}'}}]}";
    }

    private static String result(String id, String content) {
        return "{'role':'tool','tool_call_id':'" + id + "','content':'" + content + "'}";
    }

    private static List<String> texts(List<Note> notes) {
        return notes.stream().map(Note::text).toList();
    }
}
