package dev.tracemap.finding;

import dev.tracemap.facet.ToolNature;
import dev.tracemap.finding.Clue.Place;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Calls made again and again: the same one with the same outcome, the same one against a rate limit, or a few in
/// turn.
///
/// Three times is a loop. Twice may be a second try, and a tool that waits or polls is meant to be called again.
final class Loops {
    private static final int LOOP = 3;
    private static final int LONGEST_PERIOD = 4;
    private static final Set<String> POLLING = Set.of("wait", "sleep", "poll", "status", "watch", "tail", "progress");
    private static final Pattern RATE_LIMIT = Pattern.compile(
            "\\b429\\b|rate.?limit|too many requests|quota|throttl|slow down|overloaded|\\bbusy\\b|try again (later|in)"
                    + "|retry.?after|capacity",
            Pattern.CASE_INSENSITIVE);

    private Loops() {}

    static List<Clue> in(Evidence evidence) {
        List<Clue> clues = new ArrayList<>();
        for (List<Call> calls : stretches(evidence)) {
            List<String> keys = calls.stream()
                    .map(call -> call.name() + " " + call.argumentsKey())
                    .toList();
            int at = 0;
            while (at < calls.size()) {
                int end = runEnd(keys, at);
                if (end - at >= LOOP) {
                    repeated(calls.subList(at, end), clues);
                }
                at = end;
            }
            alternating(calls, keys, clues);
        }
        turnedAway(evidence, clues);
        return clues;
    }

    /// Model calls in a row that the provider turned away for their rate.
    private static void turnedAway(Evidence evidence, List<Clue> clues) {
        List<Span> row = new ArrayList<>();
        for (Span span : evidence.spans()) {
            if (!(span.work() instanceof Span.Generation)) {
                continue;
            }
            if (isTurnedAway(span)) {
                row.add(span);
            } else if (row.size() >= LOOP) {
                break;
            } else {
                row.clear();
            }
        }
        if (row.size() >= LOOP) {
            clues.add(new Clue(
                    FindingKind.RETRY_AFTER_RATE_LIMIT,
                    "The model was called " + row.size() + " times in a row although its limit was reached.",
                    row.stream().map(span -> new Place(0, span, "")).toList()));
        }
    }

    private static boolean isTurnedAway(Span span) {
        String error = span.event().error();
        return span.event().isError()
                && ("429".equals(span.event().text("$ai_http_status"))
                        || (error != null && RATE_LIMIT.matcher(error).find()));
    }

    /// Calls between which nobody spoke to the agent, as far as that is known.
    private static List<List<Call>> stretches(Evidence evidence) {
        List<List<Call>> stretches = new ArrayList<>();
        Set<Call> placed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Turn turn : evidence.turns()) {
            stretches.add(turn.calls());
            placed.addAll(turn.calls());
        }
        stretches.add(
                evidence.calls().stream().filter(call -> !placed.contains(call)).toList());
        return stretches;
    }

    private static int runEnd(List<String> keys, int from) {
        int end = from + 1;
        while (end < keys.size() && keys.get(end).equals(keys.get(from))) {
            end++;
        }
        return end;
    }

    private static void repeated(List<Call> run, List<Clue> clues) {
        Call first = run.getFirst();
        long limited = run.stream()
                .filter(call -> call.failed()
                        && RATE_LIMIT.matcher(Evidence.answer(call)).find())
                .count();
        if (limited >= LOOP) {
            clues.add(new Clue(
                    FindingKind.RETRY_AFTER_RATE_LIMIT,
                    "Called " + first.name() + " " + run.size() + " times with the same arguments although " + limited
                            + " answers said the limit was reached.",
                    Place.both(run)));
            return;
        }
        boolean same = run.stream().map(Evidence::answer).distinct().count() == 1;
        boolean failed = run.stream().allMatch(Call::failed);
        boolean polls = ToolNature.words(first.name()).stream().anyMatch(POLLING::contains);
        if ((same || failed) && !polls) {
            clues.add(new Clue(
                    FindingKind.RETRY_LOOP,
                    "Called " + first.name() + " " + run.size() + " times with the same arguments and "
                            + (failed ? "failed each time." : "got the same answer each time."),
                    Place.both(run)));
        }
    }

    /// Two to four calls that follow each other in the same order, three rounds of it.
    private static void alternating(List<Call> calls, List<String> keys, List<Clue> clues) {
        for (int period = 2; period <= LONGEST_PERIOD; period++) {
            int at = 0;
            while (at + LOOP * period <= keys.size()) {
                int end = at + period;
                while (end < keys.size() && keys.get(end).equals(keys.get(end - period))) {
                    end++;
                }
                boolean differ =
                        keys.subList(at, at + period).stream().distinct().count() > 1;
                if (differ && end - at >= LOOP * period) {
                    List<Call> round = calls.subList(at, end);
                    clues.add(new Clue(
                            FindingKind.ALTERNATING_LOOP,
                            "Went through the same " + period + " calls ("
                                    + String.join(
                                            ", ",
                                            round.subList(0, period).stream()
                                                    .map(Call::name)
                                                    .toList())
                                    + ") " + round.size() / period + " times without a change of arguments.",
                            Place.both(round)));
                    return;
                }
                at++;
            }
        }
    }
}
