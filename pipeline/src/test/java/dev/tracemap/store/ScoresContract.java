package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.score.Judgement;
import dev.tracemap.score.Rubric;
import dev.tracemap.score.Score;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Judgements by rubrics, and what follows for clusters.
interface ScoresContract extends OpenedStore {
    Rubric RESOLVED = new Rubric("resolved", "Was it solved?", Rubric.Scale.BOOLEAN, 20);
    Rubric TONE = new Rubric("tone", "How kind was it?", Rubric.Scale.ONE_TO_FIVE, 20);
    ItemRef ITEM = DerivedContract.ref("t1", "1-a");

    static Score score(String revision, Rubric rubric, String judge, @Nullable Judgement judgement, Instant at) {
        return new Score(Level.TRACE, "t1", revision, rubric.name(), rubric.version(), judge, judgement, at);
    }

    @Test
    default void scoresComeBackAsTheyWereNewestFirst() {
        Score refused = score("1-a", RESOLVED, "small", null, MONDAY);
        Score judged = score(
                "1-a",
                RESOLVED,
                Score.AGENT,
                new Judgement(1, "It was paid back", List.of("L003", "L007")),
                MONDAY.plusSeconds(9));
        store().saveScores(1, List.of(refused, judged));
        assertEquals(List.of(judged, refused), reopened().scores(1, RESOLVED, List.of(ITEM)));
        assertEquals(List.of(), store().scores(2, RESOLVED, List.of(ITEM)));
        assertEquals(List.of(), store().scores(1, TONE, List.of(ITEM)));
        assertEquals(List.of(), store().scores(1, RESOLVED, List.of()));
    }

    @Test
    default void scoresOfAnotherRevisionOrQuestionAreNotServed() {
        store().saveScores(1, List.of(score("1-a", RESOLVED, "small", null, MONDAY)));
        assertEquals(List.of(), store().scores(1, RESOLVED, List.of(DerivedContract.ref("t1", "2-b"))));
        Rubric reworded = new Rubric("resolved", "Was it solved at once?", Rubric.Scale.BOOLEAN, 20);
        assertEquals(List.of(), store().scores(1, reworded, List.of(ITEM)));
    }

    @Test
    default void aSecondJudgementOfTheSameJudgeReplacesTheFirst() {
        Score second =
                score("1-a", TONE, Score.AGENT, new Judgement(5, "Thanked twice", List.of()), MONDAY.plusSeconds(9));
        store().saveScores(1, List.of(score("1-a", TONE, Score.AGENT, new Judgement(2, "Curt", List.of()), MONDAY)));
        store().saveScores(1, List.of(second));
        assertEquals(List.of(second), store().scores(1, TONE, List.of(ITEM)));
    }

    @Test
    default void ratesOfARunThatFailsAreForgotten() {
        RunRecord running = RunsContract.run("r1", Level.TRACE, RunRecord.Status.RUNNING, 0);
        List<ScoreRate> rates = List.of(ScoreRate.of(0, RESOLVED, List.of(1)).orElseThrow());
        store().saveRun(running);
        store().saveScoreRates("r1", "resolved", rates);
        assertEquals(rates, store().scoreRates("r1"));
        store().saveRun(running.ended(RunRecord.Status.CANCELLED, null, MONDAY));
        assertEquals(List.of(), store().scoreRates("r1"));
    }

    @Test
    default void ratesStandWithTheRunAndInItsEvent() {
        store().completeRun(
                        RunsContract.run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 0),
                        List.of(RunsContract.cluster("r1", 0, 2, "Refunds")),
                        List.of(RunsContract.member("t1", 0, 0)),
                        RunsContract.runEvent("r1"));
        ScoreRate noise = ScoreRate.of(-1, TONE, List.of(2)).orElseThrow();
        ScoreRate tone = ScoreRate.of(0, TONE, List.of(4, 5, 1)).orElseThrow();
        ScoreRate resolved = ScoreRate.of(0, RESOLVED, List.of(1, 0)).orElseThrow();
        store().saveScoreRates(
                        "r1", "tone", List.of(ScoreRate.of(0, TONE, List.of(1)).orElseThrow()));
        store().saveScoreRates("r1", "resolved", List.of(resolved));
        store().saveScoreRates("r1", "tone", List.of(noise, tone));
        assertEquals(List.of(resolved, tone, noise), reopened().scoreRates("r1"));
        assertEquals(
                List.of(List.of("resolved", "2", "tone", "3")),
                sql("SELECT " + noted("0", "rubric") + ", " + noted("0", "n") + ", " + noted("1", "rubric") + ", "
                        + noted("1", "n") + " FROM events WHERE event = '$ai_trace_clusters'"));
    }

    private String noted(String score, String field) {
        return property("properties", "$ai_clusters", "0", "scores", score, field);
    }
}
