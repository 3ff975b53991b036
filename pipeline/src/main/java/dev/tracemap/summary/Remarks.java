package dev.tracemap.summary;

import dev.tracemap.facet.Facets;
import dev.tracemap.summary.Summary.Note;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Span;
import java.util.ArrayList;
import java.util.List;

/// What stands out in an item: failures, repetitions, a missing answer.
final class Remarks {
    private static final int MOST_FAILURES = 3;
    private static final int MOST_CHARACTERS = 160;

    private Remarks() {}

    static List<Note> of(Item item, Conversation conversation, Facets facets, Lines lines) {
        List<Note> notes = new ArrayList<>();
        failures(conversation, lines, notes);
        modelErrors(item, lines, notes);
        if (facets.swallowedErrors() > 0) {
            notes.add(note("The answer does not mention " + counted(facets.swallowedErrors(), "failed tool call")));
        }
        if (facets.retryCount() > 0) {
            notes.add(note("Repeats " + counted(facets.retryCount(), "tool call") + " with the same arguments"));
        }
        facets.claimedVsActualTools()
                .forEach(tool -> notes.add(note("Says it called " + tool + ", but there is no such call")));
        if (endsWithoutAnswer(conversation)) {
            notes.add(note("Ends without an answer"));
        }
        String reason = facets.finishReason();
        if (reason != null && reason.matches("(?i)length|max_tokens|max_output_tokens|content_filter|refusal")) {
            notes.add(note("The model stopped early: " + reason));
        }
        return notes;
    }

    private static void failures(Conversation conversation, Lines lines, List<Note> notes) {
        conversation.calls().stream()
                .filter(Call::failed)
                .limit(MOST_FAILURES)
                .map(call -> {
                    String reason = Work.reason(call);
                    List<String> refs = reason.isEmpty() ? List.of() : lines.of(reason);
                    return new Note(
                            call.name() + " fails" + (reason.isEmpty() ? "" : ": " + reason),
                            refs.isEmpty() ? lines.of(call) : refs);
                })
                .distinct()
                .forEach(notes::add);
    }

    private static void modelErrors(Item item, Lines lines, List<Note> notes) {
        item.roots().stream()
                .flatMap(Span::walk)
                .filter(span ->
                        span.work() instanceof Span.Generation && span.event().isError())
                .limit(MOST_FAILURES)
                .forEach(span -> {
                    String error =
                            span.event().error() == null ? "" : span.event().error();
                    String shown = Work.clipped(PlainText.of(error).replaceAll("\\R+", " "), MOST_CHARACTERS);
                    notes.add(new Note("A model call fails" + (shown.isEmpty() ? "" : ": " + shown), lines.of(error)));
                });
    }

    /// The assistant did something, and then said nothing to the user. A lone request without any recorded answer is
    /// a property of the source rather than of the item.
    private static boolean endsWithoutAnswer(Conversation conversation) {
        List<Said> messages = conversation.messages();
        boolean asked = messages.stream().anyMatch(said -> said.message().role() == Role.USER);
        boolean acted = !conversation.calls().isEmpty()
                || messages.stream().anyMatch(said -> said.message().role() == Role.ASSISTANT);
        if (!asked || !acted) {
            return false;
        }
        Said last = messages.getLast();
        return last.message().role() != Role.ASSISTANT || last.message().text().isBlank();
    }

    private static String counted(int count, String what) {
        return count == 1 ? "a " + what : count + " " + what + "s";
    }

    private static Note note(String text) {
        return new Note(text, List.of());
    }
}
