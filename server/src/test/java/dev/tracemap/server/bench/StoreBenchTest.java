package dev.tracemap.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Measurements of stores, small.
class StoreBenchTest {
    @TempDir
    private Path directory;

    @Test
    void theStoreAssignsAsTheProcessDoes() {
        try (Store store = DuckDbStore.open(directory, InstantSource.system())) {
            AssignBench.Row row = AssignBench.measure("DuckDB", store, 400, 10, 32);
            assertTrue(row.different() <= 2 * row.ties(), row.toString());
            assertTrue(row.nowhere() > 0 && row.nowhere() < 400, row.toString());
        }
    }

    @Test
    void everyQuestionAboutTheRunIsAnswered() {
        try (Store store = DuckDbStore.open(directory, InstantSource.system())) {
            List<MetricsBench.Row> rows = MetricsBench.measure("DuckDB", store, 20_000, 1);
            assertEquals(
                    List.of("metrics", "concern", "map", "from events"),
                    rows.stream().map(MetricsBench.Row::question).toList());
        }
    }
}
