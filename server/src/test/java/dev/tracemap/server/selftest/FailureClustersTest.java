package dev.tracemap.server.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.server.selftest.FailureClusters.Label;
import dev.tracemap.store.ItemFigures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailureClustersTest {
    private final List<ItemFigures> items = new ArrayList<>();
    private final Map<String, Label> labels = new HashMap<>();

    @Test
    void failedRunsInClustersAboutFailuresRaiseTheOdds() {
        add(0, "", false, 40, List.of());
        add(0, "", true, 5, List.of());
        add(1, "", true, 20, List.of("retry_loop"));
        add(1, "", false, 4, List.of("retry_loop"));
        FailureClusters found = FailureClusters.of(items, labels);
        assertEquals(new OddsRatio(20, 4, 5, 40), found.failing());
        assertEquals(2, found.clusters());
        assertEquals(1, found.failures());
        assertTrue(found.failing().low() > 5, String.join("\n", found.lines()));
        assertTrue(found.failing().high() > found.failing().ratio());
    }

    @Test
    void whereNothingIsToldApartTheIntervalHoldsOne() {
        OddsRatio even = new OddsRatio(10, 10, 10, 10);
        assertEquals(1, even.ratio(), 1e-9);
        assertTrue(even.low() < 1 && even.high() > 1);
    }

    @Test
    void plantedFailuresAreRecoveredByTheClusterThatIsTheirs() {
        add(0, "", false, 30, List.of());
        add(1, "loop", true, 8, List.of("retry_loop"));
        add(2, "lie", true, 5, List.of("claim_without_call"));
        add(0, "lie", true, 3, List.of());
        FailureClusters found = FailureClusters.of(items, labels);
        assertEquals((1 + 0.625) / 2, found.recovery().leafRecovery(), 1e-9);
        assertTrue(found.lines().contains("below 0.85: lie 0.625"), String.join("\n", found.lines()));
    }

    private void add(int cluster, String leaf, boolean failed, int times, List<String> findings) {
        for (int i = 0; i < times; i++) {
            String id = "AB-" + items.size();
            items.add(new ItemFigures(id, id, cluster, 1.0, "", null, null, null, 0, 1, findings));
            labels.put("ab" + (items.size() - 1), new Label(leaf, failed));
        }
    }
}
