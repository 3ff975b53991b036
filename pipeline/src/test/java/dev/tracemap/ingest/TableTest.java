package dev.tracemap.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls and conversations as spreadsheets and databases export them.
class TableTest {
    private final Imported imported = new Imported();

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void aRowIsACall(String separator) {
        ImportReport report = table("\uFEFF\"id\",prompt,response,cost,created_at,rating\r\n".replace(",", separator)
                + "a1,\"Say \"\"hi\"\"\nplease\",Hi!,0.5,2026-11-09 10:00:00,4\r\n".replace(",", separator)
                + "\r\n"
                + "a2,Bye,,,2026-11-09 11:00:00,\r\n".replace(",", separator));
        assertEquals(List.of(), report.errors());
        List<Event> calls = imported.events(Event.GENERATION);
        assertEquals(List.of("a1", "a2"), calls.stream().map(Event::traceId).toList());
        assertEquals("Say \"hi\"\nplease", said(calls.getFirst(), "$ai_input"));
        assertEquals("Hi!", said(calls.getFirst(), "$ai_output_choices"));
        assertEquals(0.5, calls.getFirst().totalCostUsd());
        assertEquals(
                4,
                imported.events(Event.TRACE)
                        .getFirst()
                        .properties()
                        .get("rating")
                        .intValue());
    }

    @Test
    void whatOnlyLooksLikeANumberStaysAsItIs() {
        table(",prompt,response,release,phone,key,score,cost\n0,Hi,Ho,1.10,030,12e4,4.25,3e-05\n");
        Event trace = imported.events(Event.TRACE).getFirst();
        assertEquals("1.10", trace.properties().get("release").textValue());
        assertEquals("030", trace.properties().get("phone").textValue());
        assertEquals("12e4", trace.properties().get("key").textValue());
        assertEquals(4.25, trace.properties().get("score").doubleValue());
        assertEquals(3e-5, imported.events(Event.GENERATION).getFirst().totalCostUsd());
        assertEquals(0, trace.properties().get("column 1").intValue());
    }

    @Test
    void aFieldMayHoldAConversation() {
        ImportReport report = table("conversation_id,messages\n"
                + "c1,\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"Hi\"\"},"
                + "{\"\"role\"\":\"\"assistant\"\",\"\"content\"\":\"\"Ho\"\"}]\"\n");
        assertEquals(List.of(), report.errors());
        assertEquals("Ho", said(imported.events(Event.GENERATION).getFirst(), "$ai_output_choices"));
        assertEquals("c1", imported.events(Event.GENERATION).getFirst().traceId());
    }

    @Test
    void aRowThatDoesNotFitCostsOnlyItself() {
        ImportReport report = table("prompt,response\nHi,\"Ho,\nhum\"\nHow, are you,Fine\n,nothing\nBye,Bye\n");
        assertEquals(2, imported.events(Event.GENERATION).size());
        assertEquals(
                List.of(4L, 5L),
                report.errors().stream().map(ImportReport.ImportError::line).toList());
        assertTrue(report.errors().getFirst().reason().contains("3 fields, the header 2"), report::toString);
    }

    @Test
    void whatIsNotUtf8IsTakenAndSaid() {
        imported.standardInput("prompt,response\nWo ist das Café?,hier\n".getBytes(UTF_8));
        ImportReport report = imported.standardInput("prompt,response\nCafé zu?,nein\n".getBytes(ISO_8859_1));
        assertEquals(2, report.stored());
        assertTrue(report.warnings().getFirst().contains("1 rows hold characters"), report::toString);
    }

    @Test
    void aQuoteThatNeverEndsIsSaid() {
        ImportReport report = table("prompt,response\nHi,Ho\nHow,\"never\nends\n");
        assertEquals(1, imported.events(Event.GENERATION).size());
        assertEquals(1, report.errors().size());
    }

    @Test
    void aTableOfSomethingElseIsNotTaken() {
        String reason = table("name,city\nAda,London\n").errors().getFirst().reason();
        assertTrue(reason.contains("a table with name, city, but no columns like prompt and response"), reason);
    }

    /// Programs print before they log.
    @Test
    void linesOfJsonBehindALineWithCommasAreFound() {
        ImportReport report = table("2026-11-09, INFO, started\n{\"prompt\":\"Hi\",\"response\":\"Ho\"}\n");
        assertEquals(2, report.stored());
        assertEquals(1, report.errors().getFirst().line());
    }

    private ImportReport table(String text) {
        return imported.standardInput(text.getBytes(UTF_8));
    }

    private static String said(Event event, String property) {
        return event.properties().at("/" + property + "/0/content").textValue();
    }
}
