package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

    @TempDir
    private Path directory;

    private Store store;
    private Jobs jobs;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, CLOCK);
        jobs = new Jobs(store, Jobs.DEFAULT_MOST, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Jobs.Wish wish(@Nullable String id, @Nullable String name, @Nullable ObjectNode inputs) {
        return new Jobs.Wish(id, name, inputs, null, null);
    }

    private static ObjectNode level(String level) {
        return JsonNodeFactory.instance.objectNode().put("level", level);
    }

    private List<String> enabled() {
        return jobs.list(1).stream().filter(Job::enabled).map(Job::name).toList();
    }

    @Test
    void twoJobsAreThereByThemselvesAndSwitchOffWhileTheirLevelHasAnother() {
        assertEquals(List.of("Default - trace", "Default - generation"), enabled());
        jobs.save(1, wish(null, "Refunds", level("trace")));
        assertEquals(List.of("Default - generation", "Refunds"), enabled());
        jobs.save(1, wish(null, "Sessions", level("session")));
        assertEquals(List.of("Default - generation", "Refunds", "Sessions"), enabled());
        jobs.delete(1, "refunds");
        assertEquals(List.of("Default - trace", "Default - generation", "Sessions"), enabled());
        assertEquals(3, jobs.list(1).stream().filter(Job::enabled).count());
        assertEquals(2, jobs.list(2).size());
    }

    @Test
    void whatIsNotSaidStaysAsItIs() {
        ObjectNode inputs = level("session").put("lookback_days", 3);
        inputs.putArray("filters").addObject().put("property", "model").put("value", "gpt-5");
        Job made = jobs.save(1, new Jobs.Wish(null, "Support", inputs, Schedule.WEEKLY, false));
        Job renamed = jobs.save(1, wish(made.id(), "Support, weekly", null));
        assertEquals(made.id(), renamed.id());
        assertEquals("Support, weekly", renamed.name());
        assertEquals(made.inputs(), renamed.inputs());
        assertEquals(Schedule.WEEKLY, renamed.schedule());
        assertFalse(renamed.enabled());
        Job wider = jobs.save(
                1,
                wish(
                        null,
                        "support, WEEKLY",
                        JsonNodeFactory.instance.objectNode().put("lookback_days", 30)));
        assertEquals(30, wider.inputs().lookbackDays());
        assertEquals(Level.SESSION, wider.inputs().level());
        assertEquals(1, store.jobs(1).size());
        assertEquals(wider, jobs.find(1, made.id()));
    }

    @Test
    void aTenthJobIsTakenAndAnEleventhIsRefused() {
        for (int i = 0; i < 10; i++) {
            jobs.save(1, wish(null, "Job " + i, level("trace")));
        }
        String message = refusal(wish(null, "One more", level("trace")));
        assertTrue(message.contains("at most 10"), message);
        jobs.save(1, wish(null, "Job 3", level("generation")));
        assertEquals(10, store.jobs(1).size());
        jobs.save(2, wish(null, "Of another team", level("trace")));
    }

    @Test
    void namesAreUniqueAndIdsTellThem() {
        assertEquals(
                "jrefunds-of-eu",
                jobs.save(1, wish(null, "Refunds of EU!", null)).id());
        Job other = jobs.save(1, wish(null, "Refunds / of EU", null));
        assertEquals("jrefunds-of-eu-2", other.id());
        assertTrue(refusal(wish(other.id(), "refunds of eu!", null)).contains("already"));
        assertTrue(refusal(wish(null, "default - TRACE", null)).contains("already"));
        assertEquals("job", jobs.save(1, wish(null, "退款", null)).id());
    }

    @Test
    void whatCannotBeSavedIsRefusedWithAReason() {
        assertTrue(refusal(wish(null, null, null)).contains("needs a name"));
        assertTrue(refusal(wish(null, "two\nlines", null)).contains("on one line"));
        assertTrue(refusal(wish("jdefault-trace", null, level("trace"))).contains("cannot be changed"));
        assertTrue(refusal(wish("jnone", "x", null)).contains("there is no job 'jnone'"));
        assertTrue(refusal(wish(null, "Bad", level("sentence"))).contains("sentence"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> jobs.delete(1, "Default - trace"))
                .getMessage()
                .contains("cannot be deleted"));
        assertTrue(refusal(wish(null, "Bad", filtered("item_cost_usd", "gt", "much")))
                .contains("'much' is not a number"));
        assertTrue(refusal(wish(null, "Bad", filtered("error", "regex", "("))).contains("regular expression"));
        assertEquals(List.of(), store.jobs(1));
    }

    private static ObjectNode filtered(String property, String operator, String value) {
        ObjectNode inputs = level("trace");
        inputs.putArray("filters")
                .addObject()
                .put("property", property)
                .put("operator", operator)
                .put("value", value);
        return inputs;
    }

    private String refusal(Jobs.Wish wish) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> jobs.save(1, wish))
                .getMessage());
    }
}
