package dev.tracemap.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class AgreementTest {
    private static final int[] TRUTH = {0, 0, 0, 1, 1, 1, -1};

    @Test
    void namesOfLabelsDoNotMatter() {
        assertEquals(1, Agreement.adjustedRandIndex(new int[] {0, 0, 1, 1}, new int[] {7, 7, 3, 3}), 1e-12);
        assertEquals(1, Agreement.adjustedMutualInformation(new int[] {0, 0, 1, 1}, new int[] {7, 7, 3, 3}), 1e-12);
    }

    @Test
    void knownValues() {
        assertEquals(0.5714285714, Agreement.adjustedRandIndex(new int[] {0, 0, 1, 1}, new int[] {0, 0, 1, 2}), 1e-9);
        assertEquals(-0.5, Agreement.adjustedRandIndex(new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}), 1e-9);
        assertEquals(
                0.5714285714,
                Agreement.adjustedMutualInformation(new int[] {0, 0, 1, 1}, new int[] {0, 0, 1, 2}),
                1e-9);
    }

    @Test
    void onlyFoundMembersOfTrueGroupsCount() {
        Agreement agreement = Agreement.of(TRUTH, new int[] {4, 4, -1, 5, 5, 5, -1});
        assertEquals(1, agreement.adjustedRand(), 1e-12);
        assertEquals(5 / 6.0, agreement.coverage(), 1e-12);
        assertEquals(1, agreement.purity(), 1e-12);
        assertEquals(Math.cbrt(5 / 6.0), agreement.combined(), 1e-12);
        assertEquals(0.5, agreement.noisePrecision(), 1e-12);
        assertEquals(1, agreement.noiseRecall(), 1e-12);
    }

    @Test
    void mixedClustersAreNotPure() {
        assertEquals(
                4 / 6.0, Agreement.of(TRUTH, new int[] {0, 0, 1, 0, 1, 1, 0}).purity(), 1e-12);
    }
}
