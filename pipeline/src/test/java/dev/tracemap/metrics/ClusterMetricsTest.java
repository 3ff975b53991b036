package dev.tracemap.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterMetricsTest {

    @Test
    void aMissingCostIsCountedAndNotTakenAsZero() {
        ClusterMetrics metrics = ClusterMetrics.of(List.of(item(0.2, 1.0), item(0.4, 2.0), item(null, 3.0)), 10);

        assertEquals(0.3, metrics.averageCostUsd(), 1e-12);
        assertEquals(0.6, metrics.totalCostUsd(), 1e-12);
        assertEquals(1, metrics.missingCost());
        assertEquals(0.3, metrics.share(), 1e-12);
    }

    @Test
    void whatNobodyRecordedIsAbsent() {
        ClusterMetrics metrics = ClusterMetrics.of(List.of(item(null, null)), 1);

        assertNull(metrics.averageCostUsd());
        assertNull(metrics.totalCostUsd());
        assertNull(metrics.averageLatencySeconds());
        assertNull(metrics.p95LatencySeconds());
        assertNull(metrics.averageInputTokens());
        assertNull(metrics.toolErrorRate());
    }

    @Test
    void theP95IsTheNearestRank() {
        List<ItemMeasures> items = new ArrayList<>();
        for (int i = 20; i >= 1; i--) {
            items.add(item(null, (double) i));
        }

        assertEquals(19, ClusterMetrics.of(items, 20).p95LatencySeconds());
        assertEquals(20, ClusterMetrics.of(items.subList(0, 10), 20).p95LatencySeconds());
    }

    @Test
    void ratesAreOfItemsAndOfToolCalls() {
        ItemMeasures failing = new ItemMeasures(null, null, 10L, 2L, true, 4, 3);
        ItemMeasures working = new ItemMeasures(null, null, null, null, false, 2, 0);
        ClusterMetrics metrics = ClusterMetrics.of(List.of(failing, working), 2);

        assertEquals(0.5, metrics.errorRate());
        assertEquals(0.5, metrics.toolErrorRate());
        assertNotNull(metrics.averageInputTokens());
        assertEquals(10, metrics.averageInputTokens());
    }

    private static ItemMeasures item(@Nullable Double cost, @Nullable Double latency) {
        return new ItemMeasures(cost, latency, null, null, false, 0, 0);
    }
}
