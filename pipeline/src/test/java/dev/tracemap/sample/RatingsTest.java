package dev.tracemap.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Trace;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RatingsTest {
    private static final List<PlantedTrace> RATED =
            new Generator().rated().stream(Demo.PARAMS).toList();

    private static double content(List<PlantedTrace> traces) {
        List<String> thumbs = traces.stream()
                .flatMap(trace -> trace.events().stream())
                .filter(event -> event.name().equals(Event.METRIC))
                .map(event -> event.properties().path("$ai_metric_value").asText())
                .toList();
        return thumbs.stream().filter("up"::equals).count() / (double) Math.max(1, thumbs.size());
    }

    @Test
    void ratingsComeOnTopOfTheSameTraces() {
        for (int i = 0; i < RATED.size(); i++) {
            List<Event> plain = Demo.TRACES.get(i).events();
            List<Event> rated = RATED.get(i).events();
            assertEquals(plain.toString(), rated.subList(0, plain.size()).toString());
            assertEquals(
                    Demo.assembled(Demo.TRACES.get(i)).latency(),
                    Trace.of(RATED.get(i).truth().traceId(), rated).latency());
        }
    }

    @Test
    void whatFailedAndOneIntentAreLikedLess() {
        var byFailure = RATED.stream()
                .filter(trace -> !"refund_status".equals(trace.truth().intent()))
                .collect(Collectors.partitioningBy(trace -> trace.truth().failure() != null));
        List<PlantedTrace> disliked = RATED.stream()
                .filter(trace -> "refund_status".equals(trace.truth().intent()))
                .toList();
        assertTrue(content(byFailure.get(false)) > 0.85, "served well: " + content(byFailure.get(false)));
        assertTrue(content(byFailure.get(true)) < 0.4, "failed: " + content(byFailure.get(true)));
        assertTrue(content(disliked) < 0.5, "refund_status: " + content(disliked));
    }
}
