package dev.tracemap.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ChatModel;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.text.LineReferences;
import dev.tracemap.text.NumberedText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Judges items by a chat model, one question and one item a call, so that no answer colours another. May be used by
/// several threads at once.
public final class Judge {
    /// About how many characters of an item a model gets to see; longer ones are shown as a sampled view.
    public static final int TEXT_BUDGET = 60_000;

    private static final int LONGEST_REASON = 300;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final ChatModel model;

    public Judge(ChatModel model) {
        this.model = model;
    }

    /// Stands with every score.
    public String name() {
        return model.name();
    }

    /// Characters of what would be put to the model, for an estimate of the cost.
    public long requestChars(Rubric rubric, NumberedText text) {
        return model.requestChars(JudgePrompt.request(rubric, text), JudgePrompt.format(rubric));
    }

    /// @param text within [#TEXT_BUDGET]
    /// @throws ModelFailure when the model gives no usable answer
    public Judgement judge(Rubric rubric, NumberedText text) {
        ObjectNode answer = model.answer(JudgePrompt.request(rubric, text), JudgePrompt.format(rubric));
        List<String> given = new ArrayList<>();
        answer.path("line_refs").forEach(ref -> given.add(ref.asText()));
        JsonNode score = answer.path("score");
        return new Judgement(
                score.isBoolean() ? (score.booleanValue() ? 1 : 0) : score.intValue(),
                reason(answer.path("reason").asText()),
                new LineReferences(text).existing(given));
    }

    /// A reason as one line of bounded length.
    public static String reason(String text) {
        String line = BLANKS.matcher(text).replaceAll(" ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON - 1) + "…";
    }
}
