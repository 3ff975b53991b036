package dev.tracemap.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.server.bench.FindingsBench.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class FindingsBenchTest {
    private static Path folder() {
        Path folder = Path.of(System.getProperty("tracemap.root", "."), "..", "shared", "data", "failure-modes");
        Assumptions.assumeTrue(Files.exists(folder), () -> "skipped: " + folder + " is absent");
        return folder;
    }

    @Test
    void plantedFailuresAreFoundAndConcernFollowsThem() throws IOException {
        FindingsBench.Result result = FindingsBench.run(folder());
        assertEquals(480, result.traces());
        assertEquals(15, result.leaves().size());
        assertTrue(mean(result, true) >= 0.85, "recall " + mean(result, true));
        assertTrue(mean(result, false) >= 0.85, "precision " + mean(result, false));
        for (Row facet : result.facets()) {
            assertTrue(facet.precision() >= 0.9 && facet.recall() >= 0.8, facet.toString());
        }
        assertTrue(result.planted() >= 0.6, "concern " + result.planted());
    }

    private static double mean(FindingsBench.Result result, boolean recall) {
        return result.leaves().stream()
                .mapToDouble(row -> recall ? row.recall() : row.precisionOverAll())
                .average()
                .orElse(0);
    }

    @Test
    void ranksGoTogetherWhateverTheirScale() {
        assertEquals(1, RankCorrelation.of(new double[] {1, 2, 3}, new double[] {10, 100, 1000}), 1e-12);
        assertEquals(-1, RankCorrelation.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}), 1e-12);
        assertEquals(0, RankCorrelation.of(new double[] {1, 1, 1}, new double[] {3, 2, 1}), 1e-12);
    }
}
