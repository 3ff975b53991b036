package dev.tracemap.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the days of a monitor's hits say of it.
class HitDaysTest {
    /// @param late hits on each of the last three days, `before` on each of the eleven before
    private static HitDays days(int late, int lateFailed, int before, int beforeFailed) {
        SortedMap<Integer, HitDays.Day> days = new TreeMap<>();
        for (int ago = 0; ago < HitDays.REACH; ago++) {
            boolean recent = ago < HitDays.RECENT;
            if ((recent ? late : before) > 0) {
                days.put(ago, new HitDays.Day(recent ? late : before, recent ? lateFailed : beforeFailed));
            }
        }
        return HitDays.of(days, 30);
    }

    @Test
    void withoutHitsOfLateItIsQuiet() {
        assertEquals(MonitorState.QUIET, days(0, 0, 5, 0).state());
        assertEquals(MonitorState.QUIET, days(0, 0, 0, 0).state());
    }

    @Test
    void withoutHitsBeforeItIsNew() {
        assertEquals(MonitorState.NEW, days(4, 0, 0, 0).state());
    }

    @Test
    void hitsOfLongAgoMakeItNoLongerNew() {
        SortedMap<Integer, HitDays.Day> days = new TreeMap<>();
        days.put(0, new HitDays.Day(2, 0));
        days.put(40, new HitDays.Day(1, 0));
        assertEquals(
                MonitorState.RISING,
                HitDays.of(new TreeMap<>(Map.of(0, new HitDays.Day(9, 0), 40, new HitDays.Day(1, 0))), 60)
                        .state());
        assertEquals(MonitorState.ONGOING, HitDays.of(days, 60).state());
    }

    @Test
    void twiceAsManyADayAreRisingWhereThereAreEnough() {
        assertEquals(MonitorState.RISING, days(12, 0, 6, 0).state());
        assertEquals(MonitorState.ONGOING, days(2, 0, 1, 0).state(), "six hits after eleven may be chance");
        assertEquals(MonitorState.ONGOING, days(130, 0, 100, 0).state(), "a third more is no alarm, however sure");
    }

    @Test
    void onlyDaysThatWereWatchedCountAsBefore() {
        SortedMap<Integer, HitDays.Day> days = new TreeMap<>();
        for (int ago = 0; ago < 6; ago++) {
            days.put(ago, new HitDays.Day(10, 0));
        }
        assertEquals(MonitorState.ONGOING, HitDays.of(days, 6).state());
        assertEquals(10, HitDays.of(days, 6).perDayBefore(), 1e-9);
        assertEquals(MonitorState.RISING, HitDays.of(days, 14).state());
    }

    @Test
    void moreFailuresAreToldBeyondChance() {
        assertTrue(days(10, 5, 10, 1).failsMore());
        assertFalse(days(10, 1, 10, 1).failsMore());
        assertFalse(days(2, 1, 1, 0).failsMore(), "three of six after none of eleven may be chance");
        assertFalse(days(10, 5, 0, 0).failsMore(), "there is nothing to compare with");
    }
}
