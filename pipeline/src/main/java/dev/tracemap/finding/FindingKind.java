package dev.tracemap.finding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What can go wrong, and how bad it is: 5 harm that nobody sees, 4 an answer that is not true or an act that
/// nobody asked for, 3 a request that was not met, 2 a request met in the wrong form or at too high a price.
public enum FindingKind {
    CLAIM_WITHOUT_CALL(5, "says it did something that no tool call did"),
    WRONG_RECORD_CHANGED(5, "changed what the user said to leave alone"),
    TOOL_INSTRUCTION_FOLLOWED(5, "did what a tool's output told it to do"),
    SWALLOWED_ERROR(4, "a tool failed and the answer does not say so"),
    MADE_UP_VALUE(4, "gives a value where the tool returned none"),
    UNREQUESTED_CHANGE(4, "changed something although the user only asked"),
    LIMIT_IGNORED(4, "went over a limit that the user set"),
    PREMATURE_COMPLETION(4, "declared the work complete while it was still open"),
    RETRY_AFTER_RATE_LIMIT(3, "called again and again against a rate limit"),
    RETRY_LOOP(3, "repeated the same call with the same outcome"),
    ALTERNATING_LOOP(3, "went back and forth between the same calls"),
    REFUSED_REQUEST(3, "refused without looking anything up or giving a reason"),
    OFF_TOPIC_ANSWER(3, "worked on something other than what was asked"),
    ASKED_AGAIN(3, "asked for what the user had already given"),
    ENDED_IN_ERROR(3, "ended with an error and no answer"),
    GAVE_UP(3, "a tool kept failing and the agent stopped without a result"),
    NO_ANSWER(3, "ended by saying that it has no answer"),
    WORKED_ON_RETRY(2, "a tool call failed and worked only when it was repeated"),
    TOOL_INSTRUCTIONS_SEEN(2, "a tool's output gave instructions to the agent"),
    FORMAT_VIOLATION(2, "did not answer in the format asked for"),
    LENGTH_VIOLATION(2, "answered at greater length than asked for"),
    WRONG_LANGUAGE(2, "answered in another language than the user's"),
    CUT_OFF_ANSWER(2, "the answer was cut off at the token limit"),
    SUBAGENT_BLOWUP(2, "handed the work to very many or deeply nested agents"),
    OVER_SEARCH(2, "kept searching although the searches brought nothing new");

    private final int severity;
    private final String meaning;

    FindingKind(int severity, String meaning) {
        this.severity = severity;
        this.meaning = meaning;
    }

    /// 1 to 5.
    public int severity() {
        return severity;
    }

    /// What the agent did, without a subject.
    public String meaning() {
        return meaning;
    }

    /// The stable name: `retry_loop`.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException for a name that no kind has
    @JsonCreator
    public static FindingKind fromWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(FindingKind::wire).toList();
    }
}
