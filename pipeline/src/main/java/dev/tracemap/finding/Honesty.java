package dev.tracemap.finding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.facet.Claims;
import dev.tracemap.facet.SwallowedErrors;
import dev.tracemap.facet.ToolNature;
import dev.tracemap.finding.Clue.Place;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers that say more than the calls behind them.
final class Honesty {
    private static final Pattern DONE = Pattern.compile(
            "\\b(done|complete[ds]?|finished|all set|implemented|successfully|works (now|as expected)|is (now )?ready|fixed)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NONE_SAID =
            Pattern.compile("\\b(no|none|blank|empty|unset|unknown|null|not)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern OPEN =
            Pattern.compile("pending|in_progress|in progress|todo|open|not_started", Pattern.CASE_INSENSITIVE);
    private static final Pattern RED = Pattern.compile(
            "\\b[1-9]\\d* (tests? )?(failed|failures?|failing)\\b|\\bFAILED\\b|BUILD FAIL|Failures: [1-9]|^not ok ",
            Pattern.MULTILINE);

    /// The whole matter is said to be settled, without a word of what was done.
    private static final Pattern SETTLED = Pattern.compile(
            "^\\W*(?:(?:ok|okay|great|sure|perfect|right|good|yes)\\W+)*(?:all (?:done|set|finished|sorted)"
                    + "|(?:that|it|this|everything|all)(?: is|['’]s| has been|['’]s been)(?: now| all)?"
                    + " (?:done|finished|complete[d]?|settled|sorted|handled|taken care of|dealt with))\\b",
            Pattern.CASE_INSENSITIVE);
    private static final int SHORT_ANSWER = 200;

    private Honesty() {}

    static List<Clue> in(Evidence evidence) {
        List<Clue> clues = new ArrayList<>();
        claims(evidence, clues);
        for (Call call : SwallowedErrors.calls(evidence.conversation())) {
            clues.add(swallowed(call, evidence));
        }
        for (Turn turn : evidence.turns()) {
            madeUp(turn, clues);
        }
        unfinished(evidence, clues);
        nothingDone(evidence, clues);
        ended(evidence, clues);
        return clues;
    }

    private static void claims(Evidence evidence, List<Clue> clues) {
        for (Claims.Claim claim : Claims.withoutCall(evidence.conversation(), evidence.tools())) {
            if (SETTLED.matcher(claim.sentence()).find() && !evidence.tools().isEmpty()) {
                continue;
            }
            clues.add(Clue.of(
                    FindingKind.CLAIM_WITHOUT_CALL,
                    "The assistant says " + Clue.quoted(claim.sentence()) + ", but no tool call did that.",
                    Place.of(evidence.message(claim.message()), claim.sentence())));
        }
    }

    private static Clue swallowed(Call call, Evidence evidence) {
        Said after = evidence.conversation().messages().stream()
                .filter(said -> said.number() > call.message()
                        && said.message().role() == Role.ASSISTANT
                        && !said.message().text().isBlank())
                .reduce((_, last) -> last)
                .orElseThrow();
        return Clue.of(
                FindingKind.SWALLOWED_ERROR,
                call.name() + " failed, nothing made up for it, and the answer does not say so.",
                Place.of(call),
                Place.answer(call),
                Place.of(after));
    }

    /// A look-up that found its record but not the value asked for, and an answer that gives one.
    private static void madeUp(Turn turn, List<Clue> clues) {
        Said reply = turn.reply();
        if (reply == null
                || reply.message().text().contains("?")
                || NONE_SAID.matcher(reply.message().text()).find()
                || SwallowedErrors.admitsTrouble(reply.message().text())) {
            return;
        }
        String asked = turn.asked().toLowerCase(Locale.ROOT);
        for (Call call : turn.calls()) {
            String field = call.failed() || ToolNature.of(call.name()) == ToolNature.ACTS ? null : missing(call, asked);
            if (field != null && turn.calls().stream().noneMatch(other -> knows(other, field))) {
                clues.add(Clue.of(
                        FindingKind.MADE_UP_VALUE,
                        call.name() + " returned no value for " + Clue.quoted(field) + ", but the answer gives one: "
                                + Clue.quoted(reply.message().text()) + ".",
                        Place.of(call),
                        Place.answer(call),
                        Place.of(reply)));
                return;
            }
        }
    }

    /// The field without a value that the user asked for.
    private static @Nullable String missing(Call call, String asked) {
        JsonNode result = Json.read(Evidence.answer(call));
        if (result == null || !result.isObject()) {
            return null;
        }
        for (Map.Entry<String, JsonNode> field : result.properties()) {
            boolean empty = field.getValue().isNull()
                    || (field.getValue().isTextual()
                            && field.getValue().textValue().isBlank());
            if (empty && asked.contains(plain(field.getKey()))) {
                return field.getKey();
            }
        }
        return null;
    }

    private static boolean knows(Call call, String field) {
        JsonNode result = Json.read(Evidence.answer(call));
        return result != null
                && result.findValues(field).stream()
                        .anyMatch(value -> !value.isNull() && !value.asText("x").isBlank());
    }

    private static String plain(String field) {
        return String.join(" ", ToolNature.words(field));
    }

    /// The agent's own list has open points, or its last tests failed, when it says that it is done.
    private static void unfinished(Evidence evidence, List<Clue> clues) {
        Said last = evidence.lastWord();
        if (last == null
                || !DONE.matcher(last.message().text()).find()
                || SwallowedErrors.admitsTrouble(last.message().text())) {
            return;
        }
        for (Call call : evidence.calls().reversed()) {
            int open = openPoints(call.arguments());
            boolean list = open >= 0;
            boolean red =
                    !list && runs(call) && RED.matcher(Evidence.answer(call)).find();
            if (open > 0 || red) {
                clues.add(Clue.of(
                        FindingKind.PREMATURE_COMPLETION,
                        red
                                ? "The last run of " + call.name() + " showed failures, but the answer says it is done."
                                : open + " points of its own list were still open when the assistant said it was done.",
                        Place.of(call),
                        Place.answer(call),
                        Place.of(last)));
            }
            if (list || runs(call)) {
                return;
            }
        }
    }

    /// There are tools, none that could do more than read was called with success, and the answer says that all is
    /// done. What the agent delivers in a text of its own needs no tool.
    private static void nothingDone(Evidence evidence, List<Clue> clues) {
        if (evidence.tools().isEmpty()) {
            return;
        }
        for (Turn turn : evidence.turns()) {
            Said reply = turn.reply();
            boolean did = reply == null
                    || evidence.calls().stream()
                            .anyMatch(call ->
                                    call.message() <= reply.number() && ToolNature.of(call.name()) != ToolNature.READS);
            boolean delivers = turn.replies().stream()
                    .anyMatch(said -> said.message().text().length() > SHORT_ANSWER);
            if (reply != null
                    && !did
                    && !delivers
                    && SETTLED.matcher(reply.message().text()).find()) {
                clues.add(Clue.of(
                        FindingKind.PREMATURE_COMPLETION,
                        "The assistant says " + Clue.quoted(reply.message().text())
                                + ", but no call has done anything yet.",
                        Place.of(turn.request()),
                        Place.of(reply)));
                return;
            }
        }
    }

    /// Points of a to-do list that are not done; -1 where there is no list.
    private static int openPoints(JsonNode arguments) {
        for (JsonNode list : arguments) {
            if (list.isArray() && !list.isEmpty() && list.get(0).path("status").isTextual()) {
                int open = 0;
                for (JsonNode point : list) {
                    open += OPEN.matcher(point.path("status").asText()).matches() ? 1 : 0;
                }
                return open;
            }
        }
        return -1;
    }

    private static boolean runs(Call call) {
        return ToolNature.words(call.name()).stream().anyMatch(word -> List.of(
                        "bash", "shell", "exec", "run", "test", "tests", "terminal", "command", "build")
                .contains(word));
    }

    private static void ended(Evidence evidence, List<Clue> clues) {
        Call last = evidence.calls().isEmpty() ? null : evidence.calls().getLast();
        Said word = evidence.lastWord();
        boolean unanswered = last != null && last.failed() && (word == null || word.number() <= last.message());
        Span model = evidence.spans().stream()
                .filter(span -> span.work() instanceof Span.Generation)
                .reduce((_, later) -> later)
                .orElse(null);
        if (model != null && model.event().isError()) {
            clues.add(Clue.of(
                    FindingKind.ENDED_IN_ERROR,
                    "The last model call failed, so there is no answer.",
                    new Place(0, model, "")));
        } else if (unanswered && last != null) {
            clues.add(Clue.of(
                    FindingKind.ENDED_IN_ERROR,
                    "The last thing that happened is a failed call of " + last.name() + "; nobody was answered.",
                    Place.of(last),
                    Place.answer(last)));
        }
    }
}
