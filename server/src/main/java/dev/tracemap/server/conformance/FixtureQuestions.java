package dev.tracemap.server.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.mcp.Failure;
import dev.tracemap.server.mcp.Reply;
import dev.tracemap.server.mcp.RunningCall;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The suite's tools that ask back, as revision 2026-07-28 has it: the answer names what is needed, and the client
/// calls again with it. State that goes through the client is signed.
final class FixtureQuestions {
    private static final String PREFIX = "test_input_required_result_";
    static final List<String> NAMES = List.of(
            PREFIX + "elicitation",
            PREFIX + "sampling",
            PREFIX + "list_roots",
            PREFIX + "request_state",
            PREFIX + "multiple_inputs",
            PREFIX + "multi_round",
            PREFIX + "tampered_state",
            PREFIX + "capabilities");

    private final byte[] key = new byte[32];

    FixtureQuestions() {
        new SecureRandom().nextBytes(key);
    }

    Reply call(String name, RunningCall call) {
        JsonNode params = call.request().params();
        JsonNode responses = params.path("inputResponses");
        Optional<String> state = Optional.empty();
        if (params.has("requestState")) {
            state = opened(params.path("requestState").asText());
            if (state.isEmpty()) {
                return Failure.invalidParams("this requestState was not given out, or was changed");
            }
        }
        return switch (name.substring(PREFIX.length())) {
            case "elicitation" -> oneAnswer(responses, "user_name", elicitation("What is your name?", "name"));
            case "sampling" -> oneAnswer(responses, "capital_question", sampling("What is the capital of France?"));
            case "list_roots" -> oneAnswer(responses, "client_roots", roots());
            case "request_state", "tampered_state" -> confirmed(responses, state);
            case "multiple_inputs" -> several(responses, state);
            case "multi_round" -> rounds(responses, state);
            default -> whatTheClientCanDo(responses, call.capabilities());
        };
    }

    static Reply inputRequired(ObjectNode requests) {
        ObjectNode result = Json.empty().put("resultType", "input_required");
        result.set("inputRequests", requests);
        return new Reply.Result(result);
    }

    static ObjectNode elicitation(String message, String field) {
        return request(
                "elicitation/create", Json.of("""
                {"requestedSchema": {"type": "object", "properties": {"%s": {"type": "string"}}, "required": ["%s"]}}""".formatted(field, field)).put("message", message));
    }

    private static ObjectNode sampling(String question) {
        ObjectNode params = Json.empty().put("maxTokens", 100);
        params.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", question);
        return request("sampling/createMessage", params);
    }

    private static ObjectNode roots() {
        return request("roots/list", Json.empty());
    }

    private static ObjectNode request(String method, ObjectNode params) {
        ObjectNode request = Json.empty().put("method", method);
        request.set("params", params);
        return request;
    }

    private static Reply oneAnswer(JsonNode responses, String key, ObjectNode question) {
        return responses.path(key).isObject()
                ? Json.said("Heard: " + responses.get(key))
                : inputRequired(Json.empty().set(key, question));
    }

    private Reply confirmed(JsonNode responses, Optional<String> state) {
        return state.isPresent() && responses.path("confirm").isObject()
                ? Json.said("state-ok")
                : withState(Json.empty().set("confirm", elicitation("Please confirm", "ok")), "confirming");
    }

    private Reply several(JsonNode responses, Optional<String> state) {
        ObjectNode questions = Json.empty();
        questions.set("user_name", elicitation("What is your name?", "name"));
        questions.set("greeting", sampling("Generate a greeting"));
        questions.set("client_roots", roots());
        boolean all = state.isPresent();
        for (String key : List.of("user_name", "greeting", "client_roots")) {
            all &= responses.path(key).isObject();
        }
        return all ? Json.said("Heard: " + responses) : withState(questions, "several");
    }

    private Reply rounds(JsonNode responses, Optional<String> state) {
        if (state.isEmpty() || !(responses.has("step1") || responses.has("step2"))) {
            return withState(Json.empty().set("step1", elicitation("Step 1: What is your name?", "name")), "one");
        }
        return responses.has("step2")
                ? Json.said("Both steps are done.")
                : withState(
                        Json.empty().set("step2", elicitation("Step 2: What is your favorite color?", "color")), "two");
    }

    private static Reply whatTheClientCanDo(JsonNode responses, JsonNode capabilities) {
        if (responses.isObject() && !responses.isEmpty()) {
            return Json.said("Heard: " + responses);
        }
        ObjectNode questions = Json.empty();
        if (capabilities.has("sampling")) {
            questions.set("greeting", sampling("Generate a greeting"));
        }
        if (capabilities.has("elicitation")) {
            questions.set("user_name", elicitation("What is your name?", "name"));
        }
        return inputRequired(questions);
    }

    private Reply withState(ObjectNode questions, String state) {
        Reply.Result result = (Reply.Result) inputRequired(questions);
        result.value().put("requestState", state + "." + signature(state));
        return result;
    }

    private Optional<String> opened(String signed) {
        int dot = signed.indexOf('.');
        String state = dot < 0 ? signed : signed.substring(0, dot);
        return signed.equals(state + "." + signature(state)) ? Optional.of(state) : Optional.empty();
    }

    private String signature(String state) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(state.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
