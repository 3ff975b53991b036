package dev.tracemap.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.AnswerCheck.Verdict;
import dev.tracemap.llm.ChatBody.Strictness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A chat model asked by the Batch API (platform.openai.com/docs/guides/batch): many questions in one file, answered
/// in any order within a day, at half the price. Each step can be taken in another process than the one before.
///
/// Throws nothing but [ModelFailure] (or `CancellationException` when the thread is interrupted); a server without
/// batches is one with reason ANSWER, after which the same questions can be asked one by one.
public final class ChatBatch {
    /// What a call in a batch costs, as a share of the price of a single one.
    /// What an answer costs against one that is waited for.
    public static final double DISCOUNT = 0.5;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String name;
    private final ModelStage stage;
    private final ModelLine line;
    private final Spending spending;
    private final UnaryOperator<String> outgoing;

    /// A question as it stands in the file.
    ///
    /// @param key by which its answer is known
    /// @param chars of the request, as single calls count them
    public record Question(String key, String line, long chars, int maxOutputTokens) {}

    /// How far a batch is.
    ///
    /// @param over whether there is nothing more to wait for
    /// @param status in the server's words: `in_progress`, `completed`, `expired`, …
    /// @param done share of the questions that have been dealt with
    /// @param files ids of those that hold answers
    public record State(boolean over, String status, double done, List<String> files) {
        public State {
            files = List.copyOf(files);
        }
    }

    /// What came back for one question.
    ///
    /// @param json absent where there is no usable answer
    public record Answer(String key, @Nullable ObjectNode json, TokenUse tokens) {}

    ChatBatch(String name, ModelStage stage, ModelLine line, Spending spending, UnaryOperator<String> outgoing) {
        this.name = name;
        this.stage = stage;
        this.line = line;
        this.spending = spending;
        this.outgoing = outgoing;
    }

    public Question question(String key, ChatRequest request, AnswerFormat format) {
        ObjectNode body = ChatBody.of(name, request, format, Strictness.JSON_SCHEMA, outgoing);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("custom_id", key)
                .put("method", "POST")
                .put("url", "/v1/chat/completions");
        json.set("body", body);
        return new Question(key, json.toString(), body.toString().length(), request.maxOutputTokens());
    }

    /// Sets aside what the questions may cost, until it is closed.
    ///
    /// @throws ModelFailure with reason BUDGET when that is more than is left
    public Spending.Hold hold(List<Question> questions) {
        long chars = questions.stream().mapToLong(Question::chars).sum();
        long output = questions.stream().mapToLong(Question::maxOutputTokens).sum();
        return spending.hold(name, new TokenUse(spending.tokensOf(name, chars), output), DISCOUNT);
    }

    /// @return the id of the file with the questions, which costs nothing yet
    public String upload(List<Question> questions) {
        StringBuilder lines = new StringBuilder();
        questions.forEach(question -> lines.append(question.line()).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        return call(wire -> wire.upload(bytes)).path("id").asText();
    }

    /// Has the questions in a file answered. A server that has begun already, though its word was lost, is not told
    /// twice.
    ///
    /// @param perhapsBegun whether an earlier process may have told it
    /// @return the batch's id
    public String create(String fileId, boolean perhapsBegun) {
        AtomicBoolean look = new AtomicBoolean(perhapsBegun);
        return call(wire -> {
                    if (look.getAndSet(true)) {
                        for (JsonNode batch : wire.batches().path("data")) {
                            if (batch.path("input_file_id").asText().equals(fileId)) {
                                return batch;
                            }
                        }
                    }
                    return wire.createBatch(fileId);
                })
                .path("id")
                .asText();
    }

    public State state(String batchId) {
        JsonNode batch = call(wire -> wire.batch(batchId));
        String status = batch.path("status").asText().toLowerCase(Locale.ROOT);
        boolean over =
                switch (status) {
                    case "completed", "failed", "expired", "cancelled" -> true;
                    default -> false;
                };
        JsonNode counts = batch.path("request_counts");
        double dealtWith =
                counts.path("completed").asDouble() + counts.path("failed").asDouble();
        List<String> files = new ArrayList<>();
        for (String field : List.of("output_file_id", "error_file_id")) {
            if (batch.path(field).isTextual()) {
                files.add(batch.path(field).asText());
            }
        }
        return new State(
                over, status, dealtWith / Math.max(1, counts.path("total").asDouble()), files);
    }

    /// Everything that came back, in the order of the files; lines that cannot be read are left out.
    public List<Answer> answers(State state, AnswerFormat format) {
        AnswerCheck check = new AnswerCheck(format.schema());
        List<Answer> answers = new ArrayList<>();
        for (String file : state.files()) {
            call(wire -> wire.content(file)).asText().lines().forEach(text -> {
                try {
                    answers.add(answer(MAPPER.readTree(text), check));
                } catch (JsonProcessingException e) {
                    // Its question stays open, like one that was never answered.
                }
            });
        }
        return answers;
    }

    private Answer answer(JsonNode json, AnswerCheck check) {
        String key = json.path("custom_id").asText();
        JsonNode response = json.path("response");
        JsonNode body = response.path("body");
        if (response.path("status_code").asInt() != 200 || body.path("choices").isEmpty()) {
            return new Answer(key, null, TokenUse.NONE);
        }
        ChatAnswer answer = ChatBody.answer(body, TokenUse.NONE);
        ObjectNode fitting =
                switch (check.check(answer.text())) {
                    case Verdict.Fits(ObjectNode fits) -> fits;
                    case Verdict.Misfits(String _) -> null;
                };
        return new Answer(key, fitting, answer.tokens());
    }

    /// Books what an answer cost.
    ///
    /// @param chars of its question
    public void book(Answer answer, long chars) {
        if (answer.tokens().total() > 0) {
            spending.book(stage, name, chars, answer.tokens(), DISCOUNT);
        }
    }

    /// How long to wait before looking again.
    ///
    /// @param looks so far
    public Duration pause(int looks) {
        long doubled = line.limits().firstDelay().toMillis() << Math.min(looks, 12);
        return Duration.ofMillis(Math.min(doubled, 30_000));
    }

    private JsonNode call(ModelLine.Attempt attempt) {
        try {
            return line.call(0, attempt).json();
        } catch (ModelLine.NotAccepted e) {
            throw new ModelFailure(ModelFailure.Reason.ANSWER, name + ": " + e.getMessage());
        }
    }
}
