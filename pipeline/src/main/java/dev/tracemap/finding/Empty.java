package dev.tracemap.finding;

import dev.tracemap.finding.Clue.Place;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers that say that there is none. Only short ones count: a longer text that also says what was not found
/// delivers the rest. That a search found nothing is an answer, and a question leaves the matter open.
final class Empty {
    private static final int SHORT = 240;

    /// What agents put before an answer that a program is to read.
    private static final Pattern MARKED =
            Pattern.compile("(?is)(?:^|\\n)\\W*(?:final\\s+)?answer\\W*?:(?<answer>.*)\\z");

    private static final Pattern EDGES = Pattern.compile("(?U)^\\W+|\\W+$");

    private static final String AUXILIARY =
            "(?:do not|did not|could not|can ?not|was not able to|were not able to|am not able to|am unable to"
                    + "|was unable to|were unable to|have not been able to"
                    + "|(?:do|did|could|ca|have)n['’]?t(?: been able to)?)";

    /// The whole answer.
    private static final Pattern NOTHING =
            Pattern.compile("(?i)no (?:answer|information)(?: (?:was|is))?(?: found| available)?"
                    + "|unknown|n/a|not (?:available|known)|failed");

    private static final Pattern NOTHING_FOUND = Pattern.compile("(?i)\\b(?:i|we) " + AUXILIARY
            + " (?:have|find|get|know|determine|locate|identify|answer|give|provide)\\b"
            + "[^.!]{0,40}\\b(?:answer|information|details|question|it|that|this|anything)\\b");

    private Empty() {}

    static List<Clue> in(Evidence evidence) {
        Said last = evidence.lastWord();
        if (last == null
                || evidence.turns().isEmpty()
                || evidence.conversation().messages().stream()
                        .anyMatch(said ->
                                said.number() > last.number() && said.message().role() == Role.USER)) {
            return List.of();
        }
        Matcher marked = MARKED.matcher(last.message().text());
        boolean program = marked.find();
        String answer = (program ? marked.group("answer") : last.message().text()).strip();
        String plain = EDGES.matcher(answer).replaceAll("");
        boolean none = program && (answer.isEmpty() || plain.equalsIgnoreCase("none"));
        boolean said = answer.length() <= SHORT
                && !answer.contains("?")
                && (NOTHING.matcher(plain).matches()
                        || NOTHING_FOUND.matcher(plain).find());
        return none || said
                ? List.of(Clue.of(
                        FindingKind.NO_ANSWER,
                        "The assistant ends without an answer: "
                                + Clue.quoted(last.message().text()) + ".",
                        Place.of(evidence.turns().getLast().request()),
                        Place.of(last)))
                : List.of();
    }
}
