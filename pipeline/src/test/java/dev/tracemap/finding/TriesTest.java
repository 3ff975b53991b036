package dev.tracemap.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TriesTest {
    private static final Instant NOW = Instant.parse("2026-11-10T12:00:00Z");

    @Test
    void aCallThatWorkedOnlyWhenRepeatedIsFound() {
        String failed = "C: find {\"q\":\"x\"} => Error: timed out after 60 s";
        assertEquals(
                List.of("worked_on_retry"),
                Script.kinds("U: Find x", failed, "C: find {\"q\":\"x\"} => {\"hits\":2}", "A: There are two."));
        assertEquals(
                List.of(),
                Script.kinds("U: Find x", failed, "C: find {\"q\":\"y\"} => {\"hits\":2}", "A: There are two y."));
    }

    @Test
    void stoppingAfterAToolFailedIsGivingUpUnlessTheAgentAsks() {
        String one = "C: set_day {\"id\":\"a\"} => Error: missing required argument 'ref'";
        String other = "C: set_day {\"id\":\"b\"} => Error: missing required argument 'ref'";
        assertEquals(List.of("gave_up"), Script.kinds("U: Move it", one, other, "A: Sorry, I cannot finish this now."));
        assertEquals(
                List.of(), Script.kinds("U: Move it", one, other, "A: I could not do that. What is the reference?"));
        assertTrue(Script.kinds("U: Move it", one, other, "A: It is moved.").contains("swallowed_error"));
    }

    @Test
    void aLoopThatEndsWithoutAResultReadsLikeAnyOtherEndWithoutOne() {
        String failed = "C: find {\"q\":\"x\"} => Error: argument must be a string";
        Findings loop = Findings.of(Script.of("U: Find x", failed, failed, failed, "A: Sorry, I have to stop here."));
        Findings brief = Findings.of(Script.of("U: Find x", failed, "A: Sorry, I have to stop here."));
        assertEquals(List.of("retry_loop", "gave_up"), loop.kinds());
        assertEquals(Findings.text(brief), Findings.text(loop));
    }

    @Test
    void anAnswerThatSaysThereIsNoneIsFound() {
        for (String answer : List.of(
                "Thought: failed\nFinal answer: ",
                "Final answer: none",
                "I don't have an answer.",
                "I couldn't find the answer to this question",
                "Unknown.",
                "We were not able to find any information.")) {
            assertEquals(List.of("no_answer"), answered(answer), answer);
        }
    }

    @Test
    void sayingWhatWasNotFoundBesideAnAnswerOrAskingForItIsNone() {
        for (String answer : List.of(
                "Final answer: None of the Above",
                "None.",
                "I couldn't find it under that name. Which year was it?",
                "Ann Lee wrote it. I did not find the year.",
                "It isn't known for its answers, but the book is by Ann Lee.")) {
            assertEquals(List.of(), answered(answer), answer);
        }
        assertEquals(List.of(), Script.kinds("U: Who wrote x?", "A: I have no answer. Unknown.", "U: It was Ann Lee."));
    }

    @Test
    void anAnswerInAnyScriptIsOne() {
        for (String answer : List.of("Final answer: 東京", "Answer: Анна Ли", "Unknown 作者", "Final answer: 🙂")) {
            assertEquals(List.of(), answered(answer), answer);
        }
    }

    private static List<String> answered(String answer) {
        return Script.kinds("U: Who wrote x?", "C: search {\"q\":\"x\"} => {\"hits\":1}", "A: " + answer);
    }

    @Test
    void aModelThatIsTurnedAwayAgainAndAgainIsFound() {
        assertEquals(List.of("retry_after_rate_limit"), turnedAway(4));
        assertEquals(List.of(), turnedAway(2));
    }

    @Test
    void aModelThatIsTurnedAwayNowAndThenIsNoLoop() {
        assertEquals(List.of(), kinds("x..x..x."));
    }

    private static List<String> turnedAway(int times) {
        return kinds("x".repeat(times) + ".");
    }

    /// A model call for each letter: `x` is refused by the provider.
    private static List<String> kinds(String calls) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < calls.length(); i++) {
            ObjectNode properties = JsonNodeFactory.instance
                    .objectNode()
                    .put("$ai_trace_id", "t")
                    .put("$ai_span_id", "g" + i);
            properties.putArray("$ai_input").addObject().put("role", "user").put("content", "Tell me of x");
            if (calls.charAt(i) == 'x') {
                properties.put("$ai_is_error", true).put("$ai_http_status", 429).put("$ai_error", "try again later");
            } else {
                properties
                        .putArray("$ai_output_choices")
                        .addObject()
                        .put("role", "assistant")
                        .put("content", "x is a letter.");
            }
            events.add(new Event("u" + i, 1, Event.GENERATION, NOW.plus(Duration.ofSeconds(i)), "user", properties));
        }
        return Findings.of(new Item.TraceItem(Trace.of("t", events))).kinds();
    }
}
