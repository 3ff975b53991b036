package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ModelCall;
import dev.tracemap.store.ModelUse;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes down every model call: what it used, and, where wanted, the call itself as a generation of a team of its
/// own, so that our calls are traces like any other and never lie among the user's.
record CallBooks(
        Store store, long teamId, String work, @Nullable Long ownTracesTeam) implements Consumer<ModelCall> {
    @Override
    public void accept(ModelCall call) {
        if (call.tokens().total() > 0) {
            store.saveModelUse(new ModelUse(
                    teamId,
                    work,
                    call.stage(),
                    call.model(),
                    call.start(),
                    1,
                    call.tokens().input(),
                    call.tokens().output(),
                    call.inputChars(),
                    call.costUsd()));
        }
        Long team = ownTracesTeam;
        if (team != null) {
            store.append(List.of(event(call, team)));
        }
    }

    /// In the words of PostHog's events, which OTel's GenAI spans become on import too. Without any text.
    private Event event(ModelCall call, long team) {
        ObjectNode properties = JsonNodeFactory.instance
                .objectNode()
                .put("$ai_trace_id", work)
                .put("$ai_span_id", UUID.randomUUID().toString())
                .put("$ai_span_name", "chat " + call.model())
                .put("$ai_model", call.model())
                .put("$ai_input_tokens", call.tokens().input())
                .put("$ai_output_tokens", call.tokens().output())
                .put("$ai_latency", call.seconds())
                .put("tracemap_stage", call.stage())
                .put("tracemap_attempts", call.attempts());
        if (call.costUsd() != null) {
            properties.put("$ai_total_cost_usd", call.costUsd());
        }
        if (call.failure() != null) {
            properties.put("$ai_is_error", true).put("$ai_error", call.failure());
        }
        Instant end = call.start().plus(Duration.ofMillis(Math.round(call.seconds() * 1000)));
        String name = call.stage().equals("embedding") ? Event.EMBEDDING : Event.GENERATION;
        return new Event(UUID.randomUUID().toString(), team, name, end, "tracemap", properties);
    }
}
