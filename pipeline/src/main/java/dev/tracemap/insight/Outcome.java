package dev.tracemap.insight;

import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How an item went, as somebody said: a user's feedback, a metric, or an evaluation.
///
/// @param name of the metric or evaluation, or [#FEEDBACK]
/// @param target the part of the item it speaks of; empty for the whole
/// @param value as it came, such as `true`, `0.8` or `good`
public record Outcome(String itemId, String name, String target, Instant at, String value) {
    /// Ratings that users give without a name.
    public static final String FEEDBACK = "feedback";

    private static final String[] RATINGS = {
        "$ai_feedback_rating", "$ai_feedback_score", "$ai_feedback_value", "rating", "score", "thumbs"
    };

    /// @return absent for words without a rating, and for an evaluation that did not apply
    public static Optional<Outcome> of(String itemId, Event event) {
        return switch (event.name()) {
            case Event.FEEDBACK -> of(itemId, FEEDBACK, event, first(event, RATINGS));
            case Event.METRIC ->
                of(itemId, orElse(event.text("$ai_metric_name"), "metric"), event, event.text("$ai_metric_value"));
            case Event.EVALUATION ->
                "false".equals(event.text("$ai_evaluation_applicable"))
                        ? Optional.empty()
                        : of(
                                itemId,
                                orElse(first(event, "$ai_evaluation_name", "$ai_evaluation_id"), "evaluation"),
                                event,
                                evaluated(event));
            default -> Optional.empty();
        };
    }

    /// A label such as `relevant` says less than the score beside it, but one such as `fail` says more.
    private static @Nullable String evaluated(Event event) {
        String label = event.text("$ai_evaluation_label");
        return label != null && Success.isKnown(label)
                ? label
                : first(event, "$ai_evaluation_result", "$ai_evaluation_score", "$ai_evaluation_label");
    }

    private static Optional<Outcome> of(String itemId, String name, Event event, @Nullable String value) {
        String target = first(event, "$ai_target_event_id", "$ai_span_id", "$ai_generation_id", "$ai_parent_id");
        return Optional.ofNullable(value)
                .map(said -> new Outcome(itemId, name, orElse(target, ""), event.timestamp(), said));
    }

    private static @Nullable String first(Event event, String... properties) {
        return Stream.of(properties)
                .map(event::text)
                .filter(text -> text != null)
                .findFirst()
                .orElse(null);
    }

    private static String orElse(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
