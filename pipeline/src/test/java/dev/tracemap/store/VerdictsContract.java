package dev.tracemap.store;

import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.Captured.named;
import static dev.tracemap.store.RunsContract.cluster;
import static dev.tracemap.store.RunsContract.member;
import static dev.tracemap.store.RunsContract.run;
import static dev.tracemap.store.RunsContract.runEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What was said about the items of a run.
interface VerdictsContract extends OpenedStore {

    private List<String> verdicts(Level level, String... items) {
        RunRecord run = run("r1", level, RunRecord.Status.COMPLETE, 1);
        store().completeRun(
                        run,
                        List.of(cluster("r1", 0, items.length, "Refunds")),
                        List.of(items).stream().map(item -> member(item, 0, 0)).toList(),
                        runEvent("r1"));
        return store().verdicts(run).stream()
                .map(verdict -> verdict.key() + " " + verdict.event().name())
                .toList();
    }

    @Test
    default void verdictsAreWhatWasSaidAboutTracesOfTheRunOldestFirst() {
        store().append(List.of(
                generation("t1", "g1", 1).event(),
                generation("t2", "g1", 1).event(),
                named(Event.EVALUATION, "t2", 9)
                        .with("$ai_evaluation_result", true)
                        .event(),
                named(Event.METRIC, "t1", 5).with("$ai_metric_value", "up").event(),
                named(Event.FEEDBACK, "t1", 3).with("$ai_feedback_text", "no").event(),
                named(Event.METRIC, "t9", 4).event(),
                named(Event.METRIC, "t1", 4).team(2).event()));
        assertEquals(
                List.of("t1 $ai_feedback", "t1 $ai_metric", "t2 $ai_evaluation"), verdicts(Level.TRACE, "t1", "t2"));
    }

    @Test
    default void aVerdictOnATraceBelongsToItsSession() {
        store().append(List.of(
                generation("t1", "g1", 1).session("s1").event(),
                generation("t2", "g1", 1).session("s2").event(),
                named(Event.METRIC, "t1", 5).with("$ai_metric_value", "up").event(),
                named(Event.METRIC, "t2", 5).event()));
        assertEquals(List.of("s1 $ai_metric"), verdicts(Level.SESSION, "s1"));
    }
}
