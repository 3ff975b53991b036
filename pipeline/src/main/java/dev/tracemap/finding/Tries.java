package dev.tracemap.finding;

import dev.tracemap.facet.SwallowedErrors;
import dev.tracemap.finding.Clue.Place;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What became of calls that failed: the same call worked later, or the agent stopped there and said so.
final class Tries {
    private Tries() {}

    static List<Clue> in(Evidence evidence) {
        List<Clue> clues = new ArrayList<>();
        workedLater(evidence.calls(), clues);
        gaveUp(evidence, clues);
        return clues;
    }

    private static void workedLater(List<Call> calls, List<Clue> clues) {
        Map<String, List<Call>> failed = new HashMap<>();
        for (Call call : calls) {
            String key = call.name() + " " + call.argumentsKey();
            if (call.failed()) {
                failed.computeIfAbsent(key, _ -> new ArrayList<>()).add(call);
            } else if (failed.containsKey(key)) {
                List<Call> tries = failed.get(key);
                clues.add(Clue.of(
                        FindingKind.WORKED_ON_RETRY,
                        call.name() + " failed " + (tries.size() == 1 ? "once" : tries.size() + " times")
                                + " and then worked with the same arguments.",
                        Place.of(tries.getFirst()),
                        Place.answer(tries.getFirst()),
                        Place.of(call)));
                return;
            }
        }
    }

    /// The last call failed, and the next thing that was said is that it could not be done. A question asks for what
    /// is missing and leaves the matter open.
    private static void gaveUp(Evidence evidence, List<Clue> clues) {
        if (evidence.calls().isEmpty() || !evidence.calls().getLast().failed()) {
            return;
        }
        Call last = evidence.calls().getLast();
        Said next = evidence.conversation().messages().stream()
                .filter(said -> said.message().role() == Role.ASSISTANT
                        && said.number() > Math.max(last.message(), last.answeredIn())
                        && !said.message().text().isBlank())
                .findFirst()
                .orElse(null);
        if (last.message() == 0 || next == null || next.message().text().contains("?")) {
            return;
        }
        if (SwallowedErrors.admitsTrouble(next.message().text())) {
            clues.add(Clue.of(
                    FindingKind.GAVE_UP,
                    last.name() + " failed, no later call worked, and the assistant stopped: "
                            + Clue.quoted(next.message().text()) + ".",
                    Place.of(last),
                    Place.answer(last),
                    Place.of(next)));
        }
    }
}
