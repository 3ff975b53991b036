package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.RunsContract.cluster;
import static dev.tracemap.store.RunsContract.member;
import static dev.tracemap.store.RunsContract.run;
import static dev.tracemap.store.RunsContract.runEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.label.Label;
import dev.tracemap.trace.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A store as one team may use it, beside what another one has.
interface TeamsContract extends OpenedStore {

    /// The first team's run, and a trace of each.
    private Store second() {
        store().append(List.of(
                generation("first", "g", 1).event(),
                generation("second", "h", 2).team(2).event()));
        store().completeRun(
                        run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 1),
                        List.of(cluster("r1", 0, 1, "Refunds")),
                        List.of(member("first", 0, 0)),
                        runEvent("r1"));
        return store().forTeam(2);
    }

    @Test
    default void aRunOfAnotherTeamIsNotThere() {
        Store second = second();
        RunRecord theirs = store().run(1, "r1").orElseThrow();
        assertTrue(second.run(2, "r1").isEmpty());
        assertEquals(List.of(), second.clusters("r1"));
        assertEquals(List.of(), second.memberships("r1", null, 0, 10));
        assertEquals(List.of(), second.labelVersions("r1"));
        assertEquals(List.of(), second.scoreRates("r1"));
        assertEquals(List.of(), second.hierarchy("r1"));
        assertTrue(second.labelProgress("r1").isEmpty());
        assertEquals(List.of(2L), second.teams());
        assertThrows(IllegalArgumentException.class, () -> second.mapPoints(theirs));
        assertEquals(List.of(), second.drivers("r1"));
        assertEquals(1, store().forTeam(1).clusters("r1").size());
    }

    @Test
    default void nothingOfAnotherTeamIsChanged() {
        Store second = second();
        assertThrows(
                IllegalArgumentException.class,
                () -> second.saveLabels("r1", Map.of(0, new Label("Taken over", "- now")), Store.NamedBy.USER, MONDAY));
        assertThrows(IllegalArgumentException.class, () -> second.saveScoreRates("r1", "resolved", List.of()));
        assertThrows(IllegalArgumentException.class, () -> second.saveLabelProgress("r1", Json.newObject()));
        assertThrows(
                IllegalArgumentException.class,
                () -> second.append(List.of(generation("more", "m", 3).event())));
        assertThrows(IllegalArgumentException.class, () -> second.delete(new Deletion.OfTrace(1, "first")));
        assertThrows(
                IllegalArgumentException.class,
                () -> second.saveRun(run("r1", Level.TRACE, RunRecord.Status.FAILED, 1)));
        assertEquals("Refunds", store().clusters("r1").getFirst().title());
    }

    @Test
    default void everyMethodThatNamesATeamRefusesAnother() {
        Store second = second();
        int tried = 0;
        for (Method method : Store.class.getMethods()) {
            Class<?>[] types = method.getParameterTypes();
            if (types.length == 0 || types[0] != long.class) {
                continue;
            }
            Object[] arguments = Arrays.stream(types)
                    .map(type -> type == int.class ? (Object) 1 : null)
                    .toArray();
            arguments[0] = 1L;
            var refused = assertThrows(
                    InvocationTargetException.class, () -> method.invoke(second, arguments), method.getName());
            assertInstanceOf(IllegalArgumentException.class, refused.getCause(), method.getName());
            tried++;
        }
        assertTrue(tried > 15, "methods that name a team: " + tried);
    }

    @Test
    default void aQuerySeesTheTeamsRowsOnly() {
        Store second = second();
        assertEquals(
                List.of(List.of("second")),
                second.query("SELECT trace_id FROM events", 10, Duration.ofSeconds(10))
                        .rows());
        assertTrue(second.query("SELECT run_id FROM memberships", 10, Duration.ofSeconds(10))
                .rows()
                .isEmpty());
        assertFalse(sql("SELECT run_id FROM memberships").isEmpty());
        second.close();
        assertEquals(3, sql("SELECT * FROM events").size(), "closing it closed nothing");
    }
}
