package dev.tracemap.hierarchy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TreeAgreementTest {
    private static final int[] TRUTH = {0, 0, 0, 1, 1, 1};

    @Test
    void aTreeThatKeepsTrueGroupsTogetherIsPure() {
        assertEquals(1, TreeAgreement.purity(TRUTH, List.of(new int[] {0, 0, 1, 2, 3, 3}, TRUTH)), 1e-12);
    }

    @Test
    void withoutATreeTheShareOfEachGroupCounts() {
        assertEquals(0.5, TreeAgreement.purity(TRUTH, List.of()), 1e-12);
        // One pair of each three is together in a pure part, the others meet at the top.
        assertEquals((1 + 0.5 + 0.5) / 3, TreeAgreement.purity(TRUTH, List.of(new int[] {0, 0, 1, 2, 2, 3})), 1e-12);
    }

    @Test
    void bCubedIsOneForTheSameGroups() {
        assertEquals(1, TreeAgreement.bCubed(TRUTH, TRUTH), 1e-12);
        // Precision ½, recall 1.
        assertEquals(2.0 / 3, TreeAgreement.bCubed(TRUTH, new int[6]), 1e-12);
    }
}
