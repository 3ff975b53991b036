package dev.tracemap.metrics;

import static dev.tracemap.trace.TraceFixtures.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemMeasuresTest {

    @Test
    void generationsAndEmbeddingsAreSummedOnceEach() {
        ItemMeasures measures = of(
                event(Event.SPAN, "root", 9, "{'$ai_latency':9,'$ai_total_cost_usd':5}"),
                event(
                        Event.GENERATION,
                        "g",
                        4,
                        "{'$ai_parent_id':'root','$ai_latency':2,'$ai_total_cost_usd':0.5,'$ai_input_tokens':7,'$ai_output_tokens':3}"),
                event(
                        Event.EMBEDDING,
                        "e",
                        5,
                        "{'$ai_parent_id':'root','$ai_total_cost_usd':0.25,'$ai_input_tokens':2}"));

        assertEquals(0.75, measures.costUsd());
        assertEquals(9, measures.inputTokens());
        assertEquals(3, measures.outputTokens());
        assertEquals(9, measures.latencySeconds());
    }

    @Test
    void withoutARootTheLatencyIsLastEndMinusFirstStart() {
        ItemMeasures measures = of(
                event(Event.GENERATION, "a", 2, "{'$ai_latency':1}"),
                event(Event.GENERATION, "b", 8, "{'$ai_latency':1}"));

        assertEquals(7, measures.latencySeconds());
    }

    @Test
    void whatTheSourceDoesNotSayIsAbsent() {
        ItemMeasures measures = of(event(Event.GENERATION, "a", 2, "{}"));

        assertNull(measures.costUsd());
        assertNull(measures.latencySeconds());
        assertNull(measures.inputTokens());
        assertFalse(measures.hasError());
    }

    @Test
    void aFailedToolIsAnErrorOfTheItemAndOfItsTools() {
        ItemMeasures measures = of(
                event(Event.GENERATION, "g", 1, "{'$ai_input':[{'role':'user','content':'go'}]}"),
                event(
                        Event.SPAN,
                        "s",
                        2,
                        "{'$ai_span_name':'find','$ai_span_kind':'tool','$ai_input_state':{'q':1},'$ai_is_error':true,'$ai_error':'gone'}"),
                event(
                        Event.SPAN,
                        "u",
                        3,
                        "{'$ai_span_name':'find','$ai_span_kind':'tool','$ai_input_state':{'q':2},'$ai_output_state':'ok'}"));

        assertTrue(measures.hasError());
        assertEquals(2, measures.toolCalls());
        assertEquals(1, measures.toolErrors());
    }

    private static ItemMeasures of(Event... events) {
        return ItemMeasures.of(new Item.TraceItem(Trace.of("t", List.of(events))));
    }
}
