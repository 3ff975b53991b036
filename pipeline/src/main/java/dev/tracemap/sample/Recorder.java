package dev.tracemap.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.sample.Catalogue.Model;
import dev.tracemap.sample.Catalogue.Range;
import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Records what an agent does as events, on a clock of its own that only work moves on.
final class Recorder {
    /// Seconds until the first token, and tokens of the prompt read a second.
    private static final double FIRST_TOKEN = 0.35;

    private static final double READING = 12_000;

    private final Visit visit;
    private final Model model;
    private final RandomGenerator random;
    private final String traceId;
    private final ArrayNode tools;
    private final long toolTokens;
    private final List<Event> events = new ArrayList<>();
    private final Instant start;
    private Instant now;

    Recorder(Visit visit, Model model, RandomGenerator random) {
        this.visit = visit;
        this.model = model;
        this.random = random;
        this.traceId = Visits.uuid(random);
        this.tools = Dialect.of(model).tools(visit.product().tools().values());
        this.toolTokens = tools.toString().length() / 4;
        this.start = visit.start();
        this.now = start;
    }

    String traceId() {
        return traceId;
    }

    Instant now() {
        return now;
    }

    String newId() {
        return String.format("%016x", random.nextLong());
    }

    /// Time passes; returns how much, in seconds.
    double pass(double seconds) {
        now = now.plusMillis(Math.round(seconds * 1000));
        return seconds;
    }

    double draw(Range range) {
        return random.nextDouble(range.from(), range.to());
    }

    /// Records a model call that answers with `output`, and adds the answer to the conversation.
    void generation(Conversation conversation, ObjectNode output, String stopReason) {
        long visible = Math.max(4, output.toString().length() / 4 - 8);
        long thinking = Math.round(visible * model.thinking() * random.nextDouble(0.6, 1.4));
        long read = conversation.tokens() + toolTokens;
        Instant began = now;
        pass(FIRST_TOKEN * random.nextDouble(0.7, 1.8)
                + read / READING
                + (visible + thinking) / (model.tokensPerSecond() * random.nextDouble(0.8, 1.15)));
        ObjectNode properties = call(conversation, began);
        properties.putArray("$ai_output_choices").add(output);
        properties.put("$ai_stop_reason", stopReason);
        properties.put("$ai_input_tokens", read).put("$ai_output_tokens", visible + thinking);
        if (thinking > 0) {
            properties.put("$ai_reasoning_tokens", thinking);
        }
        cost(properties, read, visible + thinking);
        properties.put("$ai_http_status", 200).put("$ai_is_error", false);
        add(Event.GENERATION, properties);
        conversation.add(output);
    }

    /// Records a model call that the provider turned away; the agent waits before it goes on.
    void turnedAway(Conversation conversation) {
        Instant began = now;
        pass(random.nextDouble(0.1, 0.4));
        ObjectNode properties = call(conversation, began);
        properties.putArray("$ai_output_choices");
        properties.put("$ai_http_status", 429).put("$ai_is_error", true);
        properties.put("$ai_error", "429 rate limit reached for " + model.name() + ", retry later");
        add(Event.GENERATION, properties);
        pass(random.nextDouble(1, 4));
    }

    /// Records work that began earlier and ends now.
    ///
    /// @param error what went wrong, if anything did
    void span(
            String id,
            String parentId,
            String name,
            Instant began,
            JsonNode input,
            JsonNode output,
            @Nullable String error) {
        ObjectNode properties = base();
        properties.put("$ai_span_id", id).put("$ai_parent_id", parentId).put("$ai_span_name", name);
        properties.set("$ai_input_state", input);
        properties.set("$ai_output_state", output);
        ended(properties, began);
        properties.put("$ai_is_error", error != null);
        if (error != null) {
            properties.put("$ai_error", error);
        }
        add(Event.SPAN, properties);
    }

    /// Records the trace itself and gives all events of it.
    List<Event> finish(String request, String answer) {
        ObjectNode properties = base();
        properties.put("$ai_span_name", visit.product().name());
        properties.set("$ai_input_state", Dialect.message("user", request));
        properties.set("$ai_output_state", Dialect.message("assistant", answer));
        ended(properties, start);
        properties.put("$ai_is_error", false);
        add(Event.TRACE, properties);
        return events;
    }

    private ObjectNode call(Conversation conversation, Instant began) {
        ObjectNode properties = base();
        properties.put("$ai_span_id", newId()).put("$ai_parent_id", conversation.parentId());
        properties.put("$ai_span_name", visit.product().span());
        properties.put("$ai_model", model.name()).put("$ai_provider", model.provider());
        properties.set("$ai_tools", tools);
        properties.set("$ai_input", conversation.prompt());
        ended(properties, began);
        return properties;
    }

    private ObjectNode base() {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("$ai_trace_id", traceId).put("$ai_session_id", visit.sessionId());
        properties.put("app_version", visit.appVersion()).put("tenant", visit.tenant());
        properties.putObject("$groups").put("organization", visit.tenant());
        return properties;
    }

    private void ended(ObjectNode properties, Instant began) {
        properties.put("$ai_latency", (now.toEpochMilli() - began.toEpochMilli()) / 1000.0);
    }

    private void cost(ObjectNode properties, long read, long written) {
        if (Double.isNaN(model.dollarsIn())) {
            return;
        }
        double in = dollars(read * model.dollarsIn());
        double out = dollars(written * model.dollarsOut());
        properties.put("$ai_input_cost_usd", in).put("$ai_output_cost_usd", out);
        properties.put("$ai_total_cost_usd", Math.round((in + out) * 1e8) / 1e8);
    }

    private static double dollars(double millionths) {
        return Math.round(millionths * 100) / 1e8;
    }

    private void add(String name, ObjectNode properties) {
        events.add(new Event(Visits.uuid(random), 1, name, now, visit.userId(), properties));
    }
}
