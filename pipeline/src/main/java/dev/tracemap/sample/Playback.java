package dev.tracemap.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tracemap.sample.Catalogue.Intent;
import dev.tracemap.sample.Catalogue.Model;
import dev.tracemap.sample.Catalogue.Range;
import dev.tracemap.sample.Catalogue.Tool;
import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Plays the script of an intent once, with whatever is to go wrong in it.
final class Playback {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final double REFUSED_BY_PROVIDER = 0.003;
    private static final double TALKS_BEFORE_CALL = 0.25;
    private static final Range TIMEOUT = new Range(59.9, 60.4);

    private final Visit visit;
    private final Intent intent;
    private final @Nullable Failure failure;
    private final RandomGenerator random;
    private final Draft draft;
    private final Typist typist;
    private final Dialect dialect;
    private final Recorder recorder;
    private String request = "";
    private String answer = "";
    private boolean struck;
    /// What the agent says next instead of the script's words.
    private @Nullable String claim;

    private boolean gaveUp;

    Playback(Visit visit, Intent intent, Model model, @Nullable Failure failure, RandomGenerator random) {
        this.visit = visit;
        this.intent = intent;
        this.failure = failure;
        this.random = random;
        this.draft = new Draft(intent.rules(), random);
        this.typist = Typist.pick(random);
        this.dialect = Dialect.of(model);
        this.recorder = new Recorder(visit, model, random);
        draft.bind("tenant", visit.tenant());
    }

    String traceId() {
        return recorder.traceId();
    }

    List<Event> play() {
        return play(intent.script());
    }

    List<Event> play(List<Step> script) {
        Conversation conversation =
                new Conversation(recorder.traceId(), draft.text(visit.product().system()));
        steps(script, conversation);
        return recorder.finish(request, answer);
    }

    private void steps(List<Step> steps, Conversation conversation) {
        for (Step step : steps) {
            if (gaveUp) {
                return;
            }
            draft.nextStep();
            switch (step) {
                case Step.User user -> user(user, conversation);
                case Step.Call call -> call(call, conversation);
                case Step.Say say -> say(say.text(), conversation);
                case Step.Delegate delegate -> delegate(delegate, conversation);
                case Step.Maybe maybe -> {
                    if (random.nextInt(100) < maybe.percent()) {
                        steps(maybe.steps(), conversation);
                    }
                }
                case Step.Repeat repeat -> {
                    int times = random.nextInt(repeat.least(), repeat.most() + 1);
                    for (int i = 0; i < times; i++) {
                        steps(repeat.steps(), conversation);
                    }
                }
            }
        }
    }

    private void user(Step.User user, Conversation conversation) {
        String text = typist.type(draft.text(user.text()), random);
        if (request.isEmpty()) {
            request = text;
        } else {
            recorder.pass(recorder.draw(visit.product().think()));
        }
        conversation.add(Dialect.message("user", text));
    }

    private void say(String template, Conversation conversation) {
        answer = draft.text(claim == null ? template : claim);
        claim = null;
        generate(conversation, Dialect.message("assistant", answer), "stop");
    }

    private void call(Step.Call call, Conversation conversation) {
        if (failure == null || !failure.tool().equals(call.tool())) {
            callOnce(call, json(call.arguments()), null, 1, conversation);
            return;
        }
        switch (failure.kind()) {
            case TIMEOUT_RETRY -> {
                JsonNode arguments = json(call.arguments());
                for (int i = struck ? 0 : random.nextInt(1, 4); i > 0; i--) {
                    fail(call, arguments, any(failure.lines()), TIMEOUT, conversation);
                }
                callOnce(call, arguments, null, 1, conversation);
            }
            case SWALLOWED_ERROR -> {
                JsonNode error = json(any(failure.lines()));
                callOnce(call, json(call.arguments()), error, 1, conversation);
            }
            case MODEL_REGRESSION -> {
                for (int i = random.nextInt(2, 4); i > 0; i--) {
                    draft.nextStep();
                    Range seconds = tool(call.tool()).seconds();
                    fail(call, json(call.arguments()), any(failure.lines()), seconds, conversation);
                }
                say("<sorry>", conversation);
                gaveUp = true;
            }
            case SEARCH_LOOP -> searchLoop(call, conversation);
            case CLAIMED_CALL -> claim = any(failure.lines());
            case SLOW_TOOL -> {
                double factor = Double.parseDouble(failure.lines().getFirst());
                callOnce(call, json(call.arguments()), null, factor, conversation);
            }
            case RATE_LIMITED -> {
                for (int i = random.nextInt(4, 8); i > 0; i--) {
                    recorder.turnedAway(conversation);
                }
                callOnce(call, json(call.arguments()), null, 1, conversation);
            }
            case POLLING -> {
                JsonNode arguments = json(call.arguments());
                JsonNode same = json(any(failure.lines()));
                for (int i = random.nextInt(6, 12); i > 0; i--) {
                    answered(call, arguments, same, conversation);
                }
            }
            case INJECTED -> {
                String[] sides = any(failure.lines()).split(" => ", 2);
                ObjectNode result = JsonNodeFactory.instance.objectNode().put("note", sides[0]);
                answered(call, json(call.arguments()), result, conversation);
                claim = sides[sides.length - 1];
            }
            case ASKS_AGAIN -> {
                for (int i = random.nextInt(2, 4); i > 0; i--) {
                    String[] sides = any(failure.lines()).split(" => ", 2);
                    say(sides[0], conversation);
                    user(new Step.User(sides[sides.length - 1]), conversation);
                }
                callOnce(call, json(call.arguments()), null, 1, conversation);
            }
            case WRONG_ANSWER -> {
                callOnce(call, json(call.arguments()), null, 1, conversation);
                claim = any(failure.lines());
            }
        }
        struck = true;
    }

    /// A call that works and gives this result.
    private void answered(Step.Call call, JsonNode arguments, JsonNode result, Conversation conversation) {
        String id = ask(call.tool(), arguments, conversation);
        work(id, call.tool(), arguments, result, recorder.draw(tool(call.tool()).seconds()), null, conversation);
    }

    private void searchLoop(Step.Call call, Conversation conversation) {
        JsonNode arguments = json(call.arguments());
        callOnce(call, arguments, null, 1, conversation);
        if (struck || failure == null) {
            return;
        }
        for (int i = random.nextInt(9, 17); i > 0; i--) {
            draft.nextStep();
            ObjectNode again = arguments.deepCopy();
            again.put("query", draft.text(any(failure.lines())));
            callOnce(call, again, null, 1, conversation);
        }
    }

    /// A call that ends in the error of the planted failure.
    private void fail(Step.Call call, JsonNode arguments, String template, Range seconds, Conversation conversation) {
        String error = draft.text(template);
        String id = ask(call.tool(), arguments, conversation);
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("error", error);
        work(id, call.tool(), arguments, result, recorder.draw(seconds), error, conversation);
    }

    /// @param error a result with a field `error`, when the call fails
    private void callOnce(
            Step.Call call, JsonNode arguments, @Nullable JsonNode error, double slower, Conversation conversation) {
        String id = ask(call.tool(), arguments, conversation);
        JsonNode result = error == null ? json(call.result()) : error;
        double seconds =
                recorder.draw(tool(call.tool()).seconds()) * intent.slower().getOrDefault(call.tool(), 1.0) * slower;
        String message = error == null ? null : error.path("error").asText();
        work(id, call.tool(), arguments, result, seconds, message, conversation);
    }

    /// The model asks for the tool; returns the id of the call.
    private String ask(String tool, JsonNode arguments, Conversation conversation) {
        String id = "call_" + recorder.newId();
        boolean talks = intent.rules().containsKey("aside") && random.nextDouble() < TALKS_BEFORE_CALL;
        String aside = talks ? draft.text("<aside>") : null;
        generate(conversation, dialect.call(aside, id, tool, arguments), "tool_calls");
        return id;
    }

    private void work(
            String callId,
            String tool,
            JsonNode arguments,
            JsonNode result,
            double seconds,
            @Nullable String error,
            Conversation conversation) {
        Instant began = recorder.now();
        recorder.pass(seconds);
        recorder.span(recorder.newId(), conversation.parentId(), tool, began, arguments, result, error);
        conversation.add(dialect.result(callId, result, error != null));
    }

    private void delegate(Step.Delegate delegate, Conversation conversation) {
        String task = draft.text(delegate.task());
        JsonNode arguments = JsonNodeFactory.instance.objectNode().put("task", task);
        String callId = ask(delegate.tool(), arguments, conversation);
        String spanId = recorder.newId();
        Instant began = recorder.now();
        Conversation inner = new Conversation(spanId, "You are " + delegate.agent() + ". Do the task, then report.");
        inner.add(Dialect.message("user", task));
        steps(delegate.steps(), inner);
        JsonNode report = TextNode.valueOf(answer);
        recorder.span(spanId, conversation.parentId(), delegate.agent(), began, arguments, report, null);
        conversation.add(dialect.result(callId, report, false));
    }

    private void generate(Conversation conversation, ObjectNode output, String stopReason) {
        if (random.nextDouble() < REFUSED_BY_PROVIDER) {
            recorder.turnedAway(conversation);
        }
        recorder.generation(conversation, output, stopReason);
    }

    private Tool tool(String name) {
        Tool tool = visit.product().tools().get(name);
        if (tool == null) {
            throw new IllegalStateException("intent " + intent.name() + " calls the unknown tool " + name);
        }
        return tool;
    }

    private JsonNode json(String template) {
        String json = draft.json(template);
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("intent " + intent.name() + " makes broken JSON: " + json, e);
        }
    }

    private String any(List<String> lines) {
        return lines.get(random.nextInt(lines.size()));
    }
}
