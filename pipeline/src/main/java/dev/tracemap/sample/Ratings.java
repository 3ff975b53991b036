package dev.tracemap.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What users say when it is over: a thumb up or down, and sometimes a sentence.
final class Ratings {
    /// How many of those who were served well are content, where an intent says nothing else.
    static final double CONTENT = 0.92;

    private static final double RATED = 0.45;
    private static final double CONTENT_AFTER_FAILURE = 0.2;
    private static final double COMMENTED = 0.3;
    private static final List<String> WORDS =
            List.of("This did not help.", "I still do not know where I stand.", "Not what I asked for.", "Too slow.");

    private Ratings() {}

    /// @param liked how many of those who were served well are content
    /// @return the trace with what was said about it at its end
    static PlantedTrace rated(PlantedTrace trace, double liked, RandomGenerator random) {
        if (random.nextDouble() >= RATED) {
            return trace;
        }
        boolean up = random.nextDouble() < (trace.truth().failure() == null ? liked : CONTENT_AFTER_FAILURE);
        List<Event> events = new ArrayList<>(trace.events());
        Event last = events.getLast();
        Event thumb = said(last, Event.METRIC, random);
        thumb.properties().put("$ai_metric_name", "thumbs").put("$ai_metric_value", up ? "up" : "down");
        events.add(thumb);
        if (!up && random.nextDouble() < COMMENTED) {
            Event words = said(last, Event.FEEDBACK, random);
            words.properties().put("$ai_feedback_text", WORDS.get(random.nextInt(WORDS.size())));
            events.add(words);
        }
        return new PlantedTrace(events, trace.truth());
    }

    private static Event said(Event last, String name, RandomGenerator random) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("$ai_trace_id", last.traceId()).put("$ai_session_id", last.sessionId());
        return new Event(
                Visits.uuid(random),
                last.teamId(),
                name,
                last.timestamp().plusSeconds(random.nextInt(5, 60)),
                last.distinctId(),
                properties);
    }
}
