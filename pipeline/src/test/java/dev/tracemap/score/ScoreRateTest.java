package dev.tracemap.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreRateTest {
    private static final Rubric RESOLVED = new Rubric("resolved", "Was it solved?", Rubric.Scale.BOOLEAN, 20);
    private static final Rubric TONE = new Rubric("tone", "How kind was it?", Rubric.Scale.ONE_TO_FIVE, 20);

    /// Figures worked out by hand from Wilson's formula, z = 1.96.
    @Test
    void intervalsAreWilsons() {
        assertInterval(0.5840, 0.9193, 16, 20);
        assertInterval(0.0, 0.1611, 0, 20);
        assertInterval(0.8389, 1.0, 20, 20);
        assertInterval(0.2065, 1.0, 1, 1);
        assertInterval(0.4038, 0.5962, 50, 100);
    }

    private static void assertInterval(double low, double high, int hits, int n) {
        Wilson interval = Wilson.of(hits, n);
        assertEquals(low, interval.low(), 1e-4, hits + " of " + n);
        assertEquals(high, interval.high(), 1e-4, hits + " of " + n);
    }

    @Test
    void yesIsCounted() {
        ScoreRate rate = ScoreRate.of(3, RESOLVED, Collections.nCopies(4, 1)).orElseThrow();
        assertEquals("resolved: 100% yes (95% interval 51-100%, n 4)", rate.line());
        assertEquals(
                "{\"rubric\":\"resolved\",\"scale\":\"boolean\",\"n\":4,\"share\":1.0,\"low\":0.5101,\"high\":1.0}",
                rate.toJson().toString());
    }

    @Test
    void aScaleHasAMeanAndAShareOfHighScores() {
        ScoreRate rate = ScoreRate.of(0, TONE, List.of(1, 3, 4, 5)).orElseThrow();
        assertEquals("tone: mean 3.3 of 5, 50% 4-5 (95% interval 15-85%, n 4)", rate.line());
        assertEquals(3.25, rate.toJson().path("mean").doubleValue());
    }

    @Test
    void nothingJudgedIsNoRate() {
        assertEquals(Optional.empty(), ScoreRate.of(0, TONE, List.of()));
    }

    @Test
    void anotherQuestionOrScaleIsAnotherVersion() {
        Rubric wider = new Rubric("resolved", "Was it solved?", Rubric.Scale.BOOLEAN, 50);
        Rubric other = new Rubric("resolved", "Was it solved at once?", Rubric.Scale.BOOLEAN, 20);
        Rubric scale = new Rubric("resolved", "Was it solved?", Rubric.Scale.ONE_TO_FIVE, 20);
        assertEquals(RESOLVED.version(), wider.version());
        assertNotEquals(RESOLVED.version(), other.version());
        assertNotEquals(RESOLVED.version(), scale.version());
    }

    @Test
    void aRubricThatCannotBeJudgedSaysWhy() {
        for (String[] wrong : new String[][] {{"Is it?", "q", "20"}, {"ok", " ", "20"}, {"ok", "q", "0"}}) {
            IllegalArgumentException failure = assertThrows(
                    IllegalArgumentException.class,
                    () -> new Rubric(wrong[0], wrong[1], Rubric.Scale.BOOLEAN, Integer.parseInt(wrong[2])));
            assertTrue(String.valueOf(failure.getMessage()).contains("rubric"), failure.getMessage());
        }
    }
}
