package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.facet.Facets;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.summary.Summary;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlownessTest {
    private final List<ItemDigest> digests = new ArrayList<>();

    @Test
    void aCallIsSlowAgainstTheSameToolAndNotAgainstOthers() {
        for (int i = 0; i < 20; i++) {
            add("look_up", 400 + 20 * i);
            add("render_film", 60_000 + 500 * i);
        }
        ItemDigest slow = add("look_up", 16_000);
        ItemDigest usual = add("render_film", 70_000);
        Slowness among = Slowness.among(digests);
        assertTrue(among.of(slow));
        assertFalse(among.of(usual));
        assertEquals(1, among.items().size());
    }

    @Test
    void aToolThatIsHardlyUsedIsHeldAgainstAll() {
        for (int i = 0; i < 20; i++) {
            add("look_up", 400 + 20 * i);
        }
        assertTrue(Slowness.among(digests).items().isEmpty());
        ItemDigest rare = add("seldom", 30_000);
        assertTrue(Slowness.among(digests).of(rare));
    }

    @Test
    void slownessIsToldOnlyWhereNothingElseWentWrong() {
        ItemDigest slow = add("look_up", 16_000);
        assertTrue(AxisText.failure(slow, true).startsWith("slow tool"));
        assertEquals(AxisText.failure(add(null, 0), false), AxisText.failure(slow, false));
    }

    private ItemDigest add(@Nullable String tool, double milliseconds) {
        String id = "t" + digests.size();
        Facets facets = new Facets(
                1,
                1,
                List.of(),
                List.of(),
                1,
                1,
                null,
                null,
                0,
                0,
                List.of(),
                0,
                List.of(),
                null,
                tool,
                tool == null ? null : (Double) milliseconds);
        ItemDigest digest = new ItemDigest(
                new ItemRef(Level.TRACE, id, List.of(id), Instant.EPOCH, "0"),
                new Summary("Order", "a > b", List.of(), List.of()),
                "extractive-1",
                facets,
                new ItemMeasures(null, 1.0, null, null, false, 1, 0),
                10);
        digests.add(digest);
        return digest;
    }
}
