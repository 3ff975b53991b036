package dev.tracemap.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.AnswerCheck.Verdict;
import dev.tracemap.llm.ChatBody.Strictness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A chat model as one stage of one piece of work sees it: OpenAI's, or any server that speaks its Chat Completions
/// API.
///
/// [#ask] is the plain form, with tools; [#answer] asks for JSON of a given shape. Both block, retry what may pass,
/// keep to the budget, book what they use, and throw nothing but [ModelFailure] (or `CancellationException` when the
/// thread is interrupted). May be used by several threads at once.
public final class ChatModel {
    private static final int LONGEST_QUOTE = 4_000;

    private final String name;
    private final ModelStage stage;
    private final ModelLine line;
    private final Spending spending;
    private final UnaryOperator<String> outgoing;
    private volatile Strictness strictness = Strictness.JSON_SCHEMA;

    /// @param name as the server knows it, such as `gpt-4.1-mini`
    /// @param outgoing goes over every text that leaves, for instance to redact it; `UnaryOperator.identity()`
    ///     otherwise
    public ChatModel(String name, ModelStage stage, ModelLine line, Spending spending, UnaryOperator<String> outgoing) {
        this.name = name;
        this.stage = stage;
        this.line = line;
        this.spending = spending;
        this.outgoing = outgoing;
    }

    public String name() {
        return name;
    }

    /// How many calls make sense at the same time.
    public int concurrency() {
        return line.concurrency();
    }

    /// For questions by the hundred that can wait.
    public ChatBatch batch() {
        return new ChatBatch(name, stage, line, spending, outgoing);
    }

    /// Whether so many questions are to be put in batches.
    public boolean wantsBatch(int questions) {
        int from = line.limits().batchFrom();
        return from > 0 && questions >= from;
    }

    /// Puts the request to the model once.
    public ChatAnswer ask(ChatRequest request) {
        try {
            return send(request, null, Strictness.PLAIN);
        } catch (ModelLine.NotAccepted e) {
            throw new ModelFailure(ModelFailure.Reason.ANSWER, name + ": " + e.getMessage());
        }
    }

    /// Asks for JSON and checks it; an answer that does not fit is sent back once with what is wrong with it. Servers
    /// that refuse a schema are asked for any JSON object, then for plain text that holds one.
    ///
    /// @throws ModelFailure with reason ANSWER when the model refuses, or its answer does not fit a second time
    public ObjectNode answer(ChatRequest request, AnswerFormat format) {
        AnswerCheck check = new AnswerCheck(format.schema());
        ChatAnswer first = formatted(request, format);
        return switch (check.check(first.text())) {
            case Verdict.Fits(ObjectNode answer) -> answer;
            case Verdict.Misfits(String faults) ->
                switch (check.check(
                        formatted(repair(request, first, faults), format).text())) {
                    case Verdict.Fits(ObjectNode answer) -> answer;
                    case Verdict.Misfits(String _) ->
                        throw new ModelFailure(
                                ModelFailure.Reason.ANSWER, name + " did not answer in the form asked for, twice");
                };
        };
    }

    /// How many characters the request would have on the wire, for an estimate.
    public long requestChars(ChatRequest request, AnswerFormat format) {
        return ChatBody.of(name, request, format, strictness, outgoing)
                .toString()
                .length();
    }

    private static ChatRequest repair(ChatRequest request, ChatAnswer answer, String faults) {
        List<ChatMessage> messages = new ArrayList<>(request.messages());
        String quoted = answer.text();
        messages.add(
                new ChatMessage.Assistant(quoted.substring(0, Math.min(quoted.length(), LONGEST_QUOTE)), List.of()));
        messages.add(new ChatMessage.User(
                "That answer cannot be used: " + faults + ". Answer again with the JSON object alone."));
        return new ChatRequest(messages, request.tools(), request.maxOutputTokens());
    }

    private ChatAnswer formatted(ChatRequest request, AnswerFormat format) {
        ChatAnswer answer = strictest(request, format);
        if (answer.finishReason().equals("refusal") || answer.finishReason().equals("content_filter")) {
            throw new ModelFailure(ModelFailure.Reason.ANSWER, name + " refused to answer");
        }
        return answer;
    }

    private ChatAnswer strictest(ChatRequest request, AnswerFormat format) {
        String why = "";
        for (Strictness tried : Strictness.values()) {
            if (tried.compareTo(strictness) >= 0) {
                try {
                    ChatAnswer answer = send(request, format, tried);
                    strictness = tried;
                    return answer;
                } catch (ModelLine.NotAccepted e) {
                    why = String.valueOf(e.getMessage());
                }
            }
        }
        throw new ModelFailure(ModelFailure.Reason.ANSWER, name + ": " + why);
    }

    private ChatAnswer send(ChatRequest request, @Nullable AnswerFormat format, Strictness how)
            throws ModelLine.NotAccepted {
        ObjectNode body = ChatBody.of(name, request, format, how, outgoing);
        long chars = body.toString().length();
        TokenUse most = new TokenUse(spending.tokensOf(name, chars), request.maxOutputTokens());
        Spending.Open call = spending.begin(stage, name, chars, most);
        TokenUse used = TokenUse.NONE;
        int attempts = 0;
        String failure = "interrupted";
        try {
            ModelLine.Reply reply = line.chat(body, most.total());
            JsonNode json = reply.json();
            TokenUse unsaid = new TokenUse(
                    most.input(), spending.tokensOf(name, json.toString().length()));
            ChatAnswer answer = ChatBody.answer(json, unsaid);
            used = answer.tokens();
            attempts = reply.attempts();
            failure = null;
            return answer;
        } catch (ModelFailure | ModelLine.NotAccepted e) {
            failure = e.getMessage();
            throw e;
        } finally {
            spending.end(call, used, attempts, failure);
        }
    }
}
