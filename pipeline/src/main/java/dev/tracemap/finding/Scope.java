package dev.tracemap.finding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.facet.Languages;
import dev.tracemap.facet.SwallowedErrors;
import dev.tracemap.facet.ToolNature;
import dev.tracemap.finding.Clue.Place;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the agent did what it was asked, no more and no less.
final class Scope {
    /// What agents do for themselves, as the first word of a tool's name.
    private static final Set<String> KEEPING_BOOKS =
            Set.of("log", "record", "note", "transfer", "escalate", "think", "start", "stop", "call");
    /// Where they do so, anywhere in it.
    private static final Set<String> BOOKS = Set.of("note", "notes", "memory", "scratchpad", "todo", "todos", "plan");

    private static final String MONEY = "(?:euros?|eur|dollars?|usd|pounds?|gbp|bucks|francs?|chf|€|\\$|£)";
    private static final Pattern LIMIT = Pattern.compile(
            "\\b(?:below|under|at most|(?:no|not) more than|up to|less than|maximum(?: of)?|max\\.?|not exceed|within|budget"
                    + "(?: of| is|:)?|limit(?: of| is|:)?|cap(?: of)?)\\s+(?:(?:" + MONEY
                    + "\\s*(\\d[\\d,]*(?:\\.\\d+)?))"
                    + "|(?:(\\d[\\d,]*(?:\\.\\d+)?)\\s*" + MONEY + "))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PRICE =
            Pattern.compile("price|cost|amount|total|budget|spend|fee|charge|sum", Pattern.CASE_INSENSITIVE);

    private Scope() {}

    static List<Clue> in(Evidence evidence) {
        List<Clue> clues = new ArrayList<>();
        boolean onlyAsked = true;
        for (Turn turn : evidence.turns()) {
            onlyAsked &= Wording.onlyAsks(turn.asked());
            if (onlyAsked
                    && !evidence.instructions().matches("(?is).*\\b(always|automatically|must|proactively)\\b.*")) {
                unrequested(turn, clues);
            }
            spared(turn, clues);
            limit(turn, clues);
            refused(turn, evidence, clues);
            offTopic(turn, clues);
        }
        return clues;
    }

    private static void unrequested(Turn turn, List<Clue> clues) {
        String language = Languages.ofMessage(turn.asked());
        if (language != null && !language.equals("en")) {
            return;
        }
        turn.calls().stream()
                .filter(call -> changes(call)
                        && !KEEPING_BOOKS.contains(ToolNature.words(call.name()).getFirst())
                        && ToolNature.words(call.name()).stream().noneMatch(BOOKS::contains)
                        && !ToolNature.informs(call.name()))
                .findFirst()
                .ifPresent(call -> clues.add(Clue.of(
                        FindingKind.UNREQUESTED_CHANGE,
                        "The user only asked " + Clue.quoted(turn.asked()) + ", but " + call.name()
                                + " changed something.",
                        Place.of(turn.request()),
                        Place.of(call),
                        Place.answer(call))));
    }

    private static boolean changes(Call call) {
        return !call.failed() && ToolNature.of(call.name()) == ToolNature.ACTS;
    }

    private static void spared(Turn turn, List<Clue> clues) {
        for (String reference : Wording.references(turn.asked())) {
            if (!isSpared(reference, turn.asked().toLowerCase(Locale.ROOT))) {
                continue;
            }
            for (Call call : turn.calls()) {
                if (changes(call) && Wording.contains(call.arguments().toString(), reference)) {
                    clues.add(Clue.of(
                            FindingKind.WRONG_RECORD_CHANGED,
                            "The user said to leave " + Clue.quoted(reference) + " alone, but " + call.name()
                                    + " changed it.",
                            Place.of(turn.request()),
                            Place.of(call),
                            Place.answer(call)));
                    return;
                }
            }
        }
    }

    private static boolean isSpared(String reference, String asked) {
        String name = Pattern.quote(reference);
        return Pattern.compile("\\b(?:do not|don['’]t|never) \\w+(?: \\w+){0,2} " + name
                        + "|" + name
                        + "\\b[^.!?;]{0,20}\\b(?:remains?|stays?|must not|should not|shall not|unchanged|untouched|as it is)\\b"
                        + "|\\b(?:leave|keep|except|but not|other than|instead of)(?: for)?(?: the)?(?: \\w+)? " + name
                        + "|, not " + name)
                .matcher(asked)
                .find();
    }

    private static void limit(Turn turn, List<Clue> clues) {
        Matcher limit = LIMIT.matcher(turn.asked());
        if (!limit.find()) {
            return;
        }
        String digits = limit.group(1) == null ? limit.group(2) : limit.group(1);
        double most = Double.parseDouble(digits.replace(",", ""));
        for (Call call : turn.calls()) {
            if (!changes(call)) {
                continue;
            }
            for (Map.Entry<String, JsonNode> argument : call.arguments().properties()) {
                if (PRICE.matcher(argument.getKey()).find()
                        && argument.getValue().asDouble() > most) {
                    clues.add(Clue.of(
                            FindingKind.LIMIT_IGNORED,
                            "The user set a limit of " + digits + ", but " + call.name() + " was called with "
                                    + Clue.quoted(argument.getKey() + " "
                                            + argument.getValue().asText()) + ".",
                            Place.of(turn.request()),
                            Place.of(call)));
                    return;
                }
            }
        }
    }

    /// A refusal after looking things up may rest on what was found, if it says so.
    private static void refused(Turn turn, Evidence evidence, List<Clue> clues) {
        Said reply = turn.reply();
        boolean looked = reply == null || evidence.calls().stream().anyMatch(call -> call.message() <= reply.number());
        if (reply == null || reply.message().text().contains("?")) {
            return;
        }
        String text = reply.message().text();
        if (Wording.refuses(text) && (!looked || Wording.givesNoReason(text))) {
            clues.add(Clue.of(
                    FindingKind.REFUSED_REQUEST,
                    "The assistant refuses " + Clue.quoted(turn.asked())
                            + (looked ? " and gives no reason." : " without having looked anything up."),
                    Place.of(turn.request()),
                    Place.of(reply)));
        }
    }

    /// The user names records, the agent works, and neither a call nor its answer nor a reply has to do with any of
    /// them.
    private static void offTopic(Turn turn, List<Clue> clues) {
        Said reply = turn.reply();
        Set<String> named = Wording.references(turn.asked());
        if (reply == null
                || named.isEmpty()
                || turn.calls().isEmpty()
                || reply.message().text().contains("?")
                || SwallowedErrors.admitsTrouble(reply.message().text())
                || Wording.refuses(reply.message().text())) {
            return;
        }
        boolean touched = named.stream()
                .anyMatch(reference -> turn.replies().stream()
                                .anyMatch(
                                        said -> Wording.contains(said.message().text(), reference))
                        || turn.calls().stream()
                                .anyMatch(call ->
                                        Wording.contains(call.arguments().toString(), reference)
                                                || Wording.contains(Evidence.answer(call), reference)));
        if (!touched) {
            clues.add(Clue.of(
                    FindingKind.OFF_TOPIC_ANSWER,
                    "The user asked about "
                            + String.join(", ", named.stream().limit(3).toList())
                            + "; no call and no answer has to do with it.",
                    Place.of(turn.request()),
                    Place.of(turn.calls().getFirst()),
                    Place.of(reply)));
        }
    }
}
