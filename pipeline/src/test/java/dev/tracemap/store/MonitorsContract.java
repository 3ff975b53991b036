package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.CentroidRule;
import dev.tracemap.insight.Condition;
import dev.tracemap.insight.HitDays;
import dev.tracemap.insight.MonitorAlert;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.MonitorState;
import dev.tracemap.insight.ReadableRule;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Monitors and their hits.
interface MonitorsContract extends OpenedStore {

    static MonitorRecord monitor(long team, String id, String name, Condition... conditions) {
        return new MonitorRecord(
                team,
                id,
                name,
                Level.TRACE,
                "run",
                3,
                "summary",
                new MonitorRule(
                        MonitorRule.By.READABLE,
                        new CentroidRule("plain", "m", List.of(0.6f, 0.8f), 0.75, List.of(List.of(1f, 0f))),
                        new ReadableRule(List.of(conditions))),
                new BackTest(
                        9,
                        new BackTest.Figures(4, 3, 3),
                        new BackTest.Figures(4, 4, 3),
                        2,
                        1.5,
                        List.of("t1"),
                        List.of(),
                        List.of("t9")),
                MonitorRecord.Standing.UNKNOWN,
                MONDAY,
                MONDAY);
    }

    static Condition tool(String name) {
        return new Condition("facet.tool", Condition.Operator.EXACT, List.of(name));
    }

    static MonitorHit hit(String monitor, String trace, Instant at) {
        return new MonitorHit(monitor, Level.TRACE, trace, List.of(trace), at, trace.equals("t1"), at.plusSeconds(60));
    }

    private static Instant daysAgo(double days) {
        return MONDAY.minusSeconds((long) (days * 86_400));
    }

    @Test
    default void aMonitorComesBackAsItWasSaved() {
        MonitorRecord.Standing rising = new MonitorRecord.Standing(
                MonitorState.RISING,
                true,
                MONDAY,
                List.of(new MonitorAlert(
                        MONDAY, MonitorState.RISING, false, 4, 1.5, MonitorAlert.Delivery.WAITING, 2, "no answer")));
        MonitorRecord first = monitor(1, "m1", "Refunds", tool("refund"));
        store().monitors().save(monitor(1, "m2", "Later", tool("pay")));
        store().monitors().save(first);
        store().monitors().save(first.with(rising));
        store().monitors().save(monitor(2, "m1", "Of others", tool("pay")));
        assertEquals(
                List.of(first.with(rising), monitor(1, "m2", "Later", tool("pay"))),
                reopened().monitors().list(1));
        assertThrows(
                IllegalArgumentException.class,
                () -> store().forTeam(2).monitors().list(1));
        assertEquals(1, store().forTeam(2).monitors().list(2).size());
    }

    @Test
    default void anItemIsAHitOnceAndTheFirstStays() {
        MonitorBook book = store().monitors();
        MonitorHit first = hit("m1", "t1", daysAgo(1));
        book.saveHits(1, List.of(first, hit("m1", "t2", daysAgo(0.5)), hit("m2", "t1", daysAgo(1))));
        book.saveHits(1, List.of(hit("m1", "t1", daysAgo(3))));
        store().saveDigests(
                        1,
                        List.of(DerivedContract.digest(DerivedContract.ref("t1", "1-a"), "Feed a cat")),
                        MONDAY,
                        null);
        assertEquals(
                List.of(
                        new MonitorBook.Shown(hit("m1", "t2", daysAgo(0.5)), ""),
                        new MonitorBook.Shown(first, "Feed a cat")),
                reopened().monitors().hits(1, "m1", 5));
        assertEquals(1, store().monitors().hits(1, "m1", 1).size());
        assertEquals(List.of(), store().monitors().hits(2, "m1", 5));
    }

    @Test
    default void hitsAreCountedByDaysOfTwentyFourHours() {
        store().monitors()
                .saveHits(
                        1,
                        List.of(
                                hit("m1", "t1", daysAgo(0.1)),
                                hit("m1", "t2", daysAgo(0.9)),
                                hit("m1", "t3", daysAgo(1.1)),
                                hit("m2", "t1", daysAgo(20)),
                                hit("m2", "t2", MONDAY.plusSeconds(1))));
        assertEquals(
                Map.of(
                        "m1",
                        Map.of(0, new HitDays.Day(2, 1), 1, new HitDays.Day(1, 0)),
                        "m2",
                        Map.of(20, new HitDays.Day(1, 1))),
                store().monitors().days(1, MONDAY));
    }

    @Test
    default void aDeletedMonitorTakesItsHitsAlong() {
        MonitorBook book = store().monitors();
        book.save(monitor(1, "m1", "Refunds", tool("refund")));
        book.saveHits(1, List.of(hit("m1", "t1", MONDAY), hit("m2", "t1", MONDAY)));
        assertTrue(book.delete(1, "m1"));
        assertFalse(book.delete(1, "m1"));
        assertEquals(List.of(), book.list(1));
        assertEquals(List.of(), book.hits(1, "m1", 5));
        assertEquals(1, book.hits(1, "m2", 5).size());
    }

    @Test
    default void hitsGoWithTheirTracesAndNamesThatTellOfThem() {
        store().append(List.of(
                generation("t1", "s1", 1).user("ann").event(),
                generation("t2", "s2", 1).user("bob").event()));
        for (String trace : List.of("t1", "t2")) {
            ItemRef ref = DerivedContract.ref(trace, "1-a");
            String title = trace.equals("t1") ? "Zelda Quuxington asks" : "Refunds";
            store().saveDigests(1, List.of(DerivedContract.digest(ref, title)), MONDAY, null);
        }
        MonitorBook book = store().monitors();
        book.save(monitor(1, "m1", "Zelda Quuxington", tool("quuxington")));
        book.save(monitor(1, "m2", "Refunds", tool("refund")));
        book.saveHits(1, List.of(hit("m1", "t1", MONDAY), hit("m1", "t2", MONDAY)));
        store().delete(new Deletion.OfUser(1, "ann"));
        assertEquals(
                List.of("t2"),
                store().monitors().hits(1, "m1", 5).stream()
                        .map(shown -> shown.hit().itemId())
                        .toList());
        List<MonitorRecord> left = reopened().monitors().list(1);
        assertEquals(
                List.of("Monitor m1", "Refunds"),
                left.stream().map(MonitorRecord::name).toList());
        assertNull(left.getFirst().rule().readable());
        assertEquals(monitor(1, "m2", "Refunds", tool("refund")), left.getLast());
        store().delete(new Deletion.OfTeam(1));
        assertEquals(List.of(), store().monitors().list(1));
        assertEquals(List.of(), store().monitors().hits(1, "m1", 5));
    }
}
