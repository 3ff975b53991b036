package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Saved jobs and what became of their turns.
interface JobsContract extends OpenedStore {

    private static JobRecord job(long team, String id, String name, int minute) {
        return new JobRecord(
                team,
                id,
                name,
                "trace",
                Json.newObject().put("lookback_days", 3),
                "daily",
                true,
                MONDAY.plusSeconds(60L * minute));
    }

    @Test
    default void aJobIsReplacedByItsIdWithinItsTeam() {
        store().saveJob(job(1, "jb", "Refunds", 2));
        store().saveJob(job(1, "ja", "Orders", 1));
        store().saveJob(job(2, "jb", "Another team's", 0));
        store().saveJob(job(1, "jb", "Refunds only", 2));
        assertEquals(
                List.of(job(1, "ja", "Orders", 1), job(1, "jb", "Refunds only", 2)),
                reopened().jobs(1));
        assertEquals(List.of(job(2, "jb", "Another team's", 0)), store().jobs(2));
    }

    @Test
    default void aDeletedJobIsGoneWithItsMark() {
        store().saveJob(job(1, "ja", "Orders", 1));
        store().saveJob(job(2, "ja", "Orders", 1));
        store().saveMark(new ScheduleMark(1, "ja", MONDAY, "started"));
        store().saveMark(new ScheduleMark(1, "reading", MONDAY, "3 items"));
        assertTrue(store().deleteJob(1, "ja"));
        assertFalse(store().deleteJob(1, "ja"));
        assertEquals(List.of(), store().jobs(1));
        assertEquals(1, store().jobs(2).size());
        assertEquals(List.of(new ScheduleMark(1, "reading", MONDAY, "3 items")), store().marks(1));
    }

    @Test
    default void aMarkTakesThePlaceOfTheOneBefore() {
        store().saveMark(new ScheduleMark(1, "ja", MONDAY, "skipped"));
        store().saveMark(new ScheduleMark(1, "ja", MONDAY.plusSeconds(3600), "started"));
        store().saveMark(new ScheduleMark(2, "ja", MONDAY, "of another team"));
        assertEquals(
                List.of(new ScheduleMark(1, "ja", MONDAY.plusSeconds(3600), "started")),
                reopened().marks(1));
    }

    @Test
    default void teamsAreThoseThatSentSomethingOrKeepAJob() {
        assertEquals(List.of(), store().teams());
        store().append(List.of(generation("t1", "g1", 0).event()));
        store().saveJob(job(7, "ja", "Orders", 1));
        assertEquals(List.of(1L, 7L), store().teams());
    }
}
