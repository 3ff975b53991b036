package dev.tracemap.facet;

import static dev.tracemap.trace.TraceFixtures.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectFacetsTest {

    @Test
    void measuresAddUpModelCallsOnly() {
        Facets facets = of(
                event(Event.TRACE, "t", 10, "{'$ai_latency':10,'$ai_total_cost_usd':9}"),
                event(Event.GENERATION, "g", 3, """
                        {'$ai_input':'hello there','$ai_output_choices':[{'role':'assistant','content':'hi','finish_reason':'end_turn'}],
                         '$ai_input_tokens':10,'$ai_output_tokens':5,'$ai_total_cost_usd':0.5,'$ai_latency':1}"""),
                event(Event.EMBEDDING, "e", 4, "{'$ai_input_tokens':7,'$ai_total_cost_usd':0.25}"));

        assertEquals(1, facets.turnCount());
        assertEquals(22L, facets.totalTokens());
        assertEquals(0.75, facets.totalCostUsd());
        assertEquals(10_000, facets.totalLatencyMs());
        assertEquals(2, facets.maxDepth());
        assertEquals("stop", facets.finishReason());
        assertEquals(List.of("en"), facets.languages());
    }

    @Test
    void whatNobodySaysIsAbsentNotZero() {
        Facets facets = of(event(Event.SPAN, "s", 1, "{}"));

        assertNull(facets.totalCostUsd());
        assertNull(facets.totalTokens());
        assertNull(facets.finishReason());
        assertEquals(1, facets.maxDepth());
    }

    @Test
    void sequenceCollapsesRunsAndRetriesNeedEqualArguments() {
        Facets facets = of(
                tool("s1", 1, "find", "{'q':1,'n':2}", "'x'"),
                tool("s2", 2, "find", "{'n':2,'q':1}", "'x'"),
                tool("s3", 3, "find", "{'q':2}", "'x'"),
                tool("s4", 4, "send", "{}", "{'error':'full'}"),
                tool("s5", 5, "find", "{'q':3}", "'Error: gone'"));

        assertEquals(5, facets.toolCallCount());
        assertEquals(List.of("find", "send"), facets.distinctTools());
        assertEquals(List.of("find", "send", "find"), facets.toolCallSequence());
        assertEquals(1, facets.retryCount());
        assertEquals(2, facets.toolErrorCount());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I have updated the address.",
                "Done! Friday is noted down.",
                "I've gone ahead and cancelled that for you.",
                "Your appointment has been rescheduled.",
                "All set.",
                "Saved. The new time is 9.",
                "I just emailed Ada the invoice.",
                "We moved it to Monday, and Kim was informed."
            })
    void aDeedWithoutACallIsAClaim(String answer) {
        assertEquals(1, said("Please change it", answer).claimedVsActualTools().size(), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Shall I update the address?",
                "I will cancel it once you confirm.",
                "I could not save that.",
                "Your parcel can be returned if it was delivered.",
                "You have already cancelled it.",
                "The address is 5 Main Street.",
                "Which order do you mean?",
                "I understood that you want a refund."
            })
    void plansQuestionsAndDenialsAreNoClaims(String answer) {
        assertEquals(List.of(), said("Please change it", answer).claimedVsActualTools(), answer);
    }

    @Test
    void aClaimWithItsCallIsTrue() {
        Facets facets = of(
                asks("g1", 1, "Move it to Friday"),
                tool("s", 2, "booking_put", "{'day':'Friday'}", "'ok'"),
                answers("g2", 3, "Move it to Friday", "I have moved it to Friday."));

        assertEquals(List.of(), facets.claimedVsActualTools());
    }

    @Test
    void aMessageThatOnlyNamesAThingIsNoClaim() {
        assertEquals(
                List.of(), claimsAfter("change_booking", "Moved. The new day is on the confirmation we just sent."));
        assertEquals(List.of("emailed"), claimsAfter("change_booking", "Moved, and I emailed the confirmation."));
    }

    @Test
    void toMarkAWordIsNoDeedButToMarkItAsSomethingIs() {
        assertEquals(List.of(), claimsAfter("check_text", "I marked the commas and two long sentences."));
        assertEquals(List.of("marked"), claimsAfter("check_text", "I marked the order as delivered."));
    }

    private static List<String> claimsAfter(String called, String answer) {
        return of(
                        asks("g1", 1, "Please see to it"),
                        tool("s", 2, called, "{}", "'ok'"),
                        answers("g2", 3, "Please see to it", answer))
                .claimedVsActualTools();
    }

    @Test
    void readingDoesNotBackAClaimToHaveChanged() {
        Facets facets = of(
                asks("g1", 1, "Move it to Friday"),
                tool("s", 2, "get_booking", "{}", "'{}'"),
                answers("g2", 3, "Move it to Friday", "I have moved it to Friday."));

        assertEquals(List.of("moved"), facets.claimedVsActualTools());
    }

    @Test
    void aToolNamedAsUsedButNotCalledIsAClaim() {
        Facets facets = of(event(Event.GENERATION, "g", 1, """
                {'$ai_input':'Weather?','$ai_tools':[{'name':'get_weather','input_schema':{}}],
                 '$ai_output_choices':'According to get_weather it rains.'}"""));

        assertEquals(List.of("get_weather"), facets.claimedVsActualTools());
    }

    @Test
    void aFailureThatTheAnswerHidesIsSwallowed() {
        assertEquals(1, failedThenSaid("OK, Friday it is.").swallowedErrors());
        assertEquals(
                0, failedThenSaid("I'm afraid the change did not go through.").swallowedErrors());
        assertEquals(0, failedThenSaid("Leider ging das nicht.").swallowedErrors());
    }

    @Test
    void aFailureThatALaterCallMakesUpForIsNotSwallowed() {
        Facets facets = of(
                asks("g1", 1, "Move it"),
                tool("s1", 2, "booking_put", "{}", "{'error':'busy'}"),
                tool("s2", 3, "booking_put", "{}", "'ok'"),
                answers("g2", 4, "Move it", "It is on Friday."));

        assertEquals(1, facets.toolErrorCount());
        assertEquals(0, facets.swallowedErrors());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Where is my parcel, and when will it arrive?|en",
                "Wo ist mein Paket und wann kommt es an?|de",
                "Où est mon colis, et quand est-ce qu'il arrive ?|fr",
                "¿Dónde está mi paquete y cuándo llega?|es",
                "Dov'è il mio pacco e quando arriva?|it",
                "Onde está a minha encomenda e quando chega?|pt",
                "Waar is mijn pakket en wanneer komt het aan?|nl",
                "Gdzie jest moja paczka i kiedy będzie?|pl",
                "Kargom nerede ve ne zaman gelecek?|tr",
                "我的包裹在哪里?|zh",
                "荷物はどこですか|ja",
                "Где моя посылка?|ru",
                "أين طردي؟|ar"
            })
    void languagesAreTold(String message, String language) {
        assertEquals(List.of(language), said(message.replace("'", "\\'"), "ok").languages(), message);
    }

    @Test
    void aWideTraceIsCounted() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            events.add(tool("s" + i, i / 100.0, "find", "{'q':" + i + "}", "'x'"));
        }
        Facets facets = of(events.toArray(Event[]::new));

        assertEquals(20_000, facets.toolCallCount());
        assertEquals(1, facets.toolCallSequence().size());
        assertTrue(facets.languages().isEmpty());
    }

    private static Facets failedThenSaid(String answer) {
        return of(
                asks("g1", 1, "Move it to Friday"),
                tool("s", 2, "booking_put", "{'day':'Friday'}", "{'error':'storage offline'}"),
                answers("g2", 3, "Move it to Friday", answer.replace("'", "\\'")));
    }

    private static Facets said(String question, String answer) {
        return of(answers("g", 1, question, answer.replace("'", "\\'")));
    }

    private static Event asks(String id, double second, String question) {
        return event(Event.GENERATION, id, second, "{'$ai_input':'" + question + "'}");
    }

    private static Event answers(String id, double second, String question, String answer) {
        return event(
                Event.GENERATION, id, second, "{'$ai_input':'" + question + "','$ai_output_choices':'" + answer + "'}");
    }

    private static Event tool(String id, double second, String name, String input, String output) {
        return event(
                Event.SPAN,
                id,
                second,
                "{'$ai_span_name':'" + name + "','$ai_input_state':" + input + ",'$ai_output_state':" + output + "}");
    }

    private static Facets of(Event... events) {
        return DirectFacets.of(new Item.TraceItem(Trace.of("t", List.of(events))));
    }
}
