package dev.tracemap.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ResidualsTest {
    @Test
    void inATableOfTwoByTwoEachIsTheRootOfChiSquare() {
        Residuals found = Residuals.of(new long[][] {{30, 10}, {20, 40}});
        // χ² = 100 (30·40 − 10·20)² / (40·60·50·50) = 16⅔
        double root = Math.sqrt(100.0 / 6);
        assertArrayEquals(new double[] {root, -root}, found.adjusted()[0], 1e-12);
        assertArrayEquals(new double[] {-root, root}, found.adjusted()[1], 1e-12);
        assertArrayEquals(new double[] {20, 20}, found.expected()[0], 1e-12);
    }

    @Test
    void aTableThatFollowsFromItsMarginsHasNone() {
        Residuals found = Residuals.of(new long[][] {{2, 4, 6}, {1, 2, 3}});
        for (double[] row : found.adjusted()) {
            assertArrayEquals(new double[3], row, 1e-12);
        }
    }

    @Test
    void whereTheMarginsLeaveNoChoiceNothingIsSurprising() {
        assertArrayEquals(
                new double[] {0, 0}, Residuals.of(new long[][] {{3, 7}}).adjusted()[0]);
        assertArrayEquals(
                new double[] {0, 0}, Residuals.of(new long[][] {{0, 0}, {5, 5}}).adjusted()[0]);
        assertEquals(0, Residuals.of(new long[0][]).adjusted().length);
    }

    @Test
    void moreCellsNeedMoreToSurprise() {
        assertEquals(2, Residuals.surprising(4));
        assertEquals(Math.sqrt(2 * Math.log(400)), Residuals.surprising(400));
    }
}
