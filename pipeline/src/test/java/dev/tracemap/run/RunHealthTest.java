package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.lineage.Change;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunHealthTest {
    @Test
    void aRunThatAnotherSeedWouldChangeSaysSo() {
        assertTrue(RunHealth.ofChoice(Map.of("stability", 0.41)).getFirst().startsWith("stability is 0.41: "));
        assertEquals(List.of(), RunHealth.ofChoice(Map.of("stability", 0.9)));
        assertEquals(List.of(), RunHealth.ofChoice(Map.of("method", "agglomerative")));
    }

    @Test
    void aRunThatHasLittleInCommonWithTheOneBeforeSaysSo() {
        Change carriesOn = new Change.Continues(0, 0, 0.8, Change.By.ITEMS);
        Change merged = new Change.Merged(List.of(1, 2), 1);
        List<Change> lost = List.of(carriesOn, new Change.Gone(3), new Change.Gone(4), new Change.Gone(5));
        assertTrue(
                RunHealth.ofLineage("run-1", lost).getFirst().startsWith("only 1 of 4 clusters of run-1 carry on: "));
        assertEquals(
                List.of(),
                RunHealth.ofLineage("run-1", List.of(carriesOn, merged, new Change.Gone(3), new Change.Gone(4))));
        assertEquals(List.of(), RunHealth.ofLineage("run-1", List.of(new Change.Gone(0), new Change.New(0))));
    }
}
