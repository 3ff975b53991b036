package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:34:56Z");

    @Test
    void aMomentIsInItsSlotAndNotInTheNext() {
        for (Schedule schedule : List.of(Schedule.HOURLY, Schedule.DAILY, Schedule.WEEKLY)) {
            Instant slot = schedule.slot(NOW, 1);
            assertFalse(NOW.isBefore(slot), schedule.wire());
            assertTrue(NOW.isBefore(schedule.next(slot)), schedule.wire());
            assertEquals(slot, schedule.slot(slot, 1));
            assertEquals(slot, schedule.slot(schedule.next(slot).minusSeconds(1), 1));
            assertEquals(schedule.next(slot), schedule.slot(schedule.next(slot), 1));
        }
    }

    @Test
    void teamsDoNotAllBeginAtTheSameMoment() {
        Instant midnight = Instant.parse("2026-11-20T00:00:00Z");
        Set<Instant> begins = new HashSet<>();
        for (int team = 1; team <= 50; team++) {
            Instant slot = Schedule.DAILY.slot(NOW, team);
            begins.add(slot);
            assertTrue(Duration.between(midnight, slot).toMinutes() <= 30, slot.toString());
        }
        assertTrue(begins.size() > 40, "distinct: " + begins.size());
    }
}
