package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.Captured.named;
import static dev.tracemap.store.Captured.span;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.insight.Driver;
import dev.tracemap.insight.Driver.Subject;
import dev.tracemap.trace.Level;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What marks clusters, and the properties that it is found from.
interface DriversContract extends OpenedStore {

    private static Driver driver(int cluster, Subject subject, @Nullable String value, double effect) {
        return new Driver(
                cluster, subject, value == null ? null : "pay", "model", value, 7, 0.75, 0.125, effect, 1e-30, 0.001);
    }

    @Test
    default void driversComeBackInTheirOrderNoiseLast() {
        Driver noise = driver(-1, Subject.MEMBERSHIP, "gpt-5", 0.2);
        Driver errors = driver(0, Subject.ERRORS, "gpt-5", 0.4);
        Driver number = driver(0, Subject.MEMBERSHIP, null, -0.9);
        store().saveDrivers("r1", List.of(number));
        store().saveDrivers("r1", List.of(noise, errors, number));
        store().saveDrivers("r2", List.of(errors));
        assertEquals(List.of(errors, number, noise), reopened().drivers("r1"));
    }

    @Test
    default void driversOfARunThatFailsAreForgotten() {
        RunRecord running = RunsContract.run("r1", Level.TRACE, RunRecord.Status.RUNNING, 0);
        store().saveRun(running);
        store().saveDrivers("r1", List.of(driver(0, Subject.ERRORS, "gpt-5", 0.4)));
        store().saveRun(running.ended(RunRecord.Status.FAILED, "no", MONDAY));
        assertEquals(List.of(), store().drivers("r1"));
    }

    @Test
    default void shortPropertiesOfAnItemComeOnceEach() {
        store().append(List.of(
                generation("t1", "g1", 1)
                        .model("gpt-5")
                        .with("tenant", "kite")
                        .with("beta", true)
                        .with("$groups", Map.of("company", "Kite \"&\" Co"))
                        .with("$ai_input", "hello")
                        .with("$ai_prompt_version", 3)
                        .with("tags", List.of("a"))
                        .with("note", "x".repeat(101))
                        .event(),
                span("t1", "s1", 2)
                        .with("tenant", "kite")
                        .with("$ai_span_name", "search")
                        .with("$ai_latency", 1.5)
                        .user("")
                        .event(),
                span("t1", "s2", 2)
                        .with("$ai_span_name", "search")
                        .with("$ai_latency", 0.5)
                        .with("$ai_is_error", true)
                        .event(),
                generation("t2", "g2", 3).with("tenant", "oak").event(),
                generation("t1", "g9", 3).team(2).with("tenant", "elm").event()));
        assertEquals(
                List.of(
                        "$ai_prompt_version=3",
                        "$groups.company=Kite \"&\" Co",
                        "beta=true",
                        "failed_tool=search",
                        "model=gpt-5",
                        "seconds in search=1.5",
                        "tenant=kite",
                        "user=user-1"),
                properties(Level.TRACE, "t1"));
        assertEquals(List.of("tenant=oak", "user=user-1"), properties(Level.GENERATION, "g2"));
        assertEquals(List.of(), properties(Level.TRACE, "t3"));
    }

    @Test
    default void aSessionHasThePropertiesOfItsTraces() {
        store().append(List.of(
                generation("t1", "g1", 1).session("s").with("tenant", "kite").event(),
                named("$ai_trace", "t2", 2).session("s").with("tenant", "oak").event()));
        assertEquals(List.of("tenant=kite", "tenant=oak", "user=user-1"), properties(Level.SESSION, "s"));
    }

    private List<String> properties(Level level, String item) {
        return store().properties(1, level, List.of(item)).stream()
                .map(found -> found.property() + "=" + found.value())
                .sorted()
                .toList();
    }
}
