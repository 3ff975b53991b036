package dev.tracemap.finding;

import dev.tracemap.finding.Clue.Place;
import dev.tracemap.trace.Conversation.Said;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether the agent asks for what the user has already said.
///
/// A user names a record with a word for it ("my user ID is X") or without ("about X"). A question for an ID of a
/// named kind asks again only for one given with that word; a question for "the reference", or "which order", asks
/// again for one given without. A record that was looked up meanwhile may have turned out to be the wrong one.
final class Memory {
    private static final String LABEL = "id|number|no\\.?|code|reference|ref|email|name|username";
    private static final Pattern BARE_QUESTION = Pattern.compile(
            "\\b(send|provide|share|give|tell|confirm|enter|state)\\b[^.?!]{0,30}\\b(the|your|a|me the) reference\\b"
                    + "|\\bthe reference again\\b|\\bwhich (one|\\w+)\\b[^.?!]{0,12}\\b(is it|do you mean|are you (asking|talking) about|is this about)"
                    + "|\\bwhat (is|was) (the|your) reference\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LABELLED_QUESTION = Pattern.compile(
            "\\b(send|provide|share|give|tell|confirm|enter|state|have|need|what is|what['’]s)\\b[^.?!]{0,30}\\byour (\\w+) ("
                    + LABEL + ")\\b",
            Pattern.CASE_INSENSITIVE);

    /// How users say that they are asked for something a second time.
    private static final Pattern PROTEST = Pattern.compile(
            "\\bas (i|we) (already |just )?(said|told|wrote|mentioned)\\b"
                    + "|\\b(i|we)(['’]ve| have)? (already|just) (told|gave|given|said|sent|provided|mentioned|answered)\\b"
                    + "|\\byou (just |already )?(got|asked) (it|that|this|me|for)\\b[^.?!]{0,20}(\\bbefore|\\balready|\\bjust now|,|$)"
                    + "|\\byou (just|already) (have|got|asked)\\b"
                    + "|\\b(schon|bereits) (gesagt|geschrieben|geschickt|angegeben|genannt|mitgeteilt)\\b"
                    + "|\\bya (se |te )?(lo|la|los|las)? ?(dije|he dicho|di|he dado|mandé|he mandado)\\b"
                    + "|\\bdéjà (dit|donné|envoyé|indiqué|écrit)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private Memory() {}

    static List<Clue> in(Evidence evidence) {
        List<Clue> clues = new ArrayList<>();
        repeated(evidence.turns(), clues);
        if (!clues.isEmpty()) {
            return clues;
        }
        Map<String, Said> bare = new HashMap<>();
        Map<String, Said> labelled = new HashMap<>();
        for (Turn turn : evidence.turns()) {
            learn(turn.request(), bare, labelled);
            for (Said reply : turn.replies()) {
                boolean lookedUp = evidence.calls().stream().anyMatch(call -> call.message() <= reply.number());
                Said given = lookedUp ? null : askedAgain(reply.message().text(), bare, labelled);
                if (given != null) {
                    clues.add(Clue.of(
                            FindingKind.ASKED_AGAIN,
                            "The assistant asks " + Clue.quoted(reply.message().text()) + ", which the user had given: "
                                    + Clue.quoted(given.message().text()) + ".",
                            Place.of(given),
                            Place.of(reply)));
                    return clues;
                }
            }
        }
        return clues;
    }

    /// A question that the user has answered, or says to have answered, with nothing done in between that could have
    /// shown the answer to be wrong.
    private static void repeated(List<Turn> turns, List<Clue> clues) {
        for (int i = 0; i + 1 < turns.size(); i++) {
            Said question = turns.get(i).reply();
            Turn answer = turns.get(i + 1);
            if (question == null || !question.message().text().contains("?")) {
                continue;
            }
            Said next = answer.reply();
            boolean same = next != null
                    && answer.calls().isEmpty()
                    && !Wording.references(answer.asked()).isEmpty()
                    && Wording.words(next.message().text())
                            .equals(Wording.words(question.message().text()));
            if (same || PROTEST.matcher(answer.asked()).find()) {
                clues.add(Clue.of(
                        FindingKind.ASKED_AGAIN,
                        "The assistant asks " + Clue.quoted(question.message().text())
                                + (same ? " again after the user answered: " : ", and the user protests: ")
                                + Clue.quoted(answer.asked()) + ".",
                        Place.of(question),
                        Place.of(answer.request())));
                return;
            }
        }
    }

    private static void learn(Said request, Map<String, Said> bare, Map<String, Said> labelled) {
        String text = request.message().text().toLowerCase(Locale.ROOT);
        for (String reference : Wording.references(text)) {
            Matcher label = Pattern.compile(
                            "(\\w+) (?:" + LABEL + ")(?: is| was|:|,)?\\s*[\"'#(]?" + Pattern.quote(reference))
                    .matcher(text);
            if (label.find()) {
                labelled.putIfAbsent(label.group(1), request);
            } else {
                bare.putIfAbsent(reference, request);
            }
        }
    }

    private static @Nullable Said askedAgain(String reply, Map<String, Said> bare, Map<String, Said> labelled) {
        if (!bare.isEmpty() && BARE_QUESTION.matcher(reply).find()) {
            return bare.values().stream()
                    .min(Comparator.comparingInt(Said::number))
                    .orElseThrow();
        }
        Matcher question = LABELLED_QUESTION.matcher(reply);
        while (question.find()) {
            Said given = labelled.get(question.group(2).toLowerCase(Locale.ROOT));
            if (given != null) {
                return given;
            }
        }
        return null;
    }
}
