package dev.tracemap.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The form of answers, and what was said before.
class FormTest {

    @Test
    void jsonThatWasAskedForHasToComeWithItsKeys() {
        assertEquals(
                List.of("format_violation"), Script.kinds("U: Reply with JSON {\"ref\",\"value\"}", "A: {\"r\":1}"));
        assertEquals(List.of("format_violation"), Script.kinds("U: Answer as JSON please", "A: It is 4."));
        assertEquals(List.of("format_violation"), Script.kinds("U: Answer as JSON please", "A: {\"a\": 4,"));
        assertEquals(
                List.of(), Script.kinds("U: Reply with JSON {\"ref\",\"value\"}", "A: {\"ref\":\"x\",\"value\":1}"));
        assertEquals(List.of(), Script.kinds("U: Answer as JSON please", "A: ```json\n{\"a\": 4}\n```"));
        assertEquals(List.of(), Script.kinds("U: Write a function that returns JSON", "A: ```\ndef f(): pass\n```"));
    }

    @Test
    void anAnswerKeepsToTheLengthAskedFor() {
        String answer = "A: There is quite a lot that one could say about this matter if one only had the time.";
        assertEquals(List.of("length_violation"), Script.kinds("U: In at most five words, why?", answer));
        assertEquals(List.of(), Script.kinds("U: In at most twenty words, why?", answer));
        assertEquals(List.of(), Script.kinds("U: I have five words for you", answer));
    }

    @Test
    void anAnswerIsInTheUsersLanguage() {
        assertEquals(
                List.of("wrong_language"),
                Script.kinds(
                        "U: Wo ist denn mein Paket geblieben?", "A: It is with the carrier and will be there soon."));
        assertEquals(
                List.of(),
                Script.kinds(
                        "U: Wo ist mein Paket? Bitte auf Englisch.",
                        "A: It is with the carrier and will be there soon."));
        assertEquals(List.of(), Script.kinds("U: Where is the hotel?", "A: The hotel is in Las Vegas."));
    }

    @Test
    void whatTheUserGaveIsNotAskedForAgain() {
        assertEquals(
                List.of("asked_again"),
                Script.kinds("U: About order AB1234: which day?", "A: Please send the reference."));
        assertEquals(
                List.of("asked_again"),
                Script.kinds("U: My user ID is mia_1234.", "A: Could you please provide your user ID?"));
        assertEquals(
                List.of(),
                Script.kinds("U: My user ID is mia_1234.", "A: Could you please provide your order number?"));
        assertEquals(
                List.of(),
                Script.kinds(
                        "U: About order AB1234: which day?",
                        "C: order_get {\"id\":\"AB1234\"} => not found",
                        "A: I find no such order. Which order do you mean?"));
    }

    @Test
    void concernIsTheWorstFindingOrWhatAModelSays() {
        Findings refusal = Findings.of(Script.of("U: Where is AB1234?", "A: For safety reasons I decline."));
        assertEquals(3, Concern.of(refusal, false));
        assertEquals(1, Concern.of(Findings.NONE, false));
        assertEquals(2, Concern.of(Findings.NONE, true));
        assertEquals(5, Concern.of(Findings.NONE, false, "5: hides a failed payment"));
        assertEquals(3, Concern.of(refusal, false, "cannot tell"));
    }
}
