package dev.tracemap.server.selftest;

import dev.tracemap.sample.PlantedTrace;
import dev.tracemap.sample.Truth;
import org.jspecify.annotations.Nullable;

/// What is remembered of a generated trace: the answer, and the request for those who are to find it.
record Planted(
        String traceId, @Nullable String intent, @Nullable String failure, String request) {

    static Planted of(PlantedTrace trace) {
        Truth truth = trace.truth();
        String request = trace.events()
                .getLast()
                .properties()
                .at("/$ai_input_state/content")
                .asText();
        return new Planted(truth.traceId(), truth.intent(), truth.failure(), request);
    }
}
