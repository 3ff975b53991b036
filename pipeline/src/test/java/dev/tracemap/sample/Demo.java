package dev.tracemap.sample;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The sample of `demo` as the tests look at it, generated once.
final class Demo {
    static final SampleParams PARAMS = SampleParams.demo(Instant.parse("2026-11-20T16:00:00Z"));
    static final List<PlantedTrace> TRACES = new Generator().stream(PARAMS).toList();

    private Demo() {}

    /// Traces by intent, without the one-offs.
    static Map<String, List<PlantedTrace>> byIntent() {
        return TRACES.stream()
                .filter(trace -> trace.truth().intent() != null)
                .collect(Collectors.groupingBy(
                        trace -> String.valueOf(trace.truth().intent()), TreeMap::new, Collectors.toList()));
    }

    static Trace assembled(PlantedTrace trace) {
        return Trace.of(trace.truth().traceId(), trace.events());
    }

    static boolean failed(PlantedTrace trace) {
        return trace.events().stream().anyMatch(Event::isError);
    }

    /// The user's first words.
    static String request(PlantedTrace trace) {
        for (JsonNode message : trace.events().getFirst().properties().path("$ai_input")) {
            if (message.path("role").asText().equals("user")) {
                return message.path("content").asText();
            }
        }
        throw new AssertionError("trace " + trace.truth().traceId() + " has no request");
    }

    static double mean(List<PlantedTrace> traces, ToDoubleFunction<PlantedTrace> measure) {
        return traces.stream().mapToDouble(measure).average().orElse(0);
    }
}
