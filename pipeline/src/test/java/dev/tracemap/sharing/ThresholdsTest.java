package dev.tracemap.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
    private static final Thresholds ACME = new Thresholds(5, 3, 3, "distinct_id", "$groups.company", "acme");

    @Test
    void peopleOfATenantAreAdmittedToWhatIsTheirsAlone() {
        assertTrue(ACME.admits(Set.of(Set.of("acme"))));
        assertFalse(ACME.admits(Set.of(Set.of("acme"), Set.of("other"))));
        assertFalse(ACME.admits(Set.of(Set.of("acme", "other"))));
        assertFalse(ACME.admits(Set.of(Set.of("acme"), Set.of())));
        assertFalse(ACME.admits(Set.of()));
        assertTrue(Thresholds.DEFAULT.admits(Set.of(Set.of("acme"), Set.of("other"))));
    }

    @Test
    void withinATenantUsersAndItemsMustStillBeEnough() {
        assertEquals(Set.of(0), Surfacing.of(items(0, 8, 4), Set.of(), ACME).clusters());
        assertEquals(Set.of(), Surfacing.of(items(0, 8, 2), Set.of(), ACME).clusters());
        assertEquals(Set.of(), Surfacing.of(items(0, 4, 4), Set.of(), ACME).clusters());
        assertEquals(
                Set.of(),
                Surfacing.of(items(0, 8, 4), Set.of(), Thresholds.DEFAULT).clusters());
    }

    private static List<SharedItem> items(int cluster, int count, int users) {
        List<SharedItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(new SharedItem(cluster, Set.of("user" + i % users), Set.of("acme"), Set.of(), "", null));
        }
        return items;
    }
}
