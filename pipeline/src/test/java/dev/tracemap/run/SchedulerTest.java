package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.Deletion;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Schedules in fast time: the clock is moved by hand.
class SchedulerTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(END);
    private Store store;
    private Runs runs;
    private Jobs jobs;
    private Scheduler scheduler;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, now::get);
        runs = new Runs(
                store,
                new Stages(store, new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2), now::get),
                now::get);
        jobs = new Jobs(store, Jobs.DEFAULT_MOST, now::get);
        scheduler = scheduler(0);
        jobs.save(1, new Jobs.Wish(null, "Mine", QuickInputs.json(), Schedule.DAILY, true));
        jobs.save(
                1,
                new Jobs.Wish(
                        null,
                        "Off",
                        JsonNodeFactory.instance.objectNode().put("level", "generation"),
                        Schedule.OFF,
                        true));
    }

    @Test
    void whatIsTooOldIsDeletedOnceADay() {
        fill(40, Duration.ofDays(6));
        long before = store.extent(1).orElseThrow().traces();
        Instant moment = END.minus(Duration.ofDays(3));
        Scheduler keeping = new Scheduler(
                store, runs, jobs, new Scheduler.Settings(20, 0, false, Optional.of(Duration.ofDays(3))), now::get);
        keeping.tick();
        Store.Extent left = store.extent(1).orElseThrow();
        assertTrue(left.traces() < before, "none was old");
        assertEquals(0, store.deletable(new Deletion.Before(1, moment)).traces());
        assertTrue(store.runs(1, 10).isEmpty(), "jobs are off");
        now.set(END.plus(Duration.ofHours(1)));
        keeping.tick();
        assertEquals(left, store.extent(1).orElseThrow(), "once a day");
    }

    private Scheduler scheduler(int perHour) {
        return new Scheduler(store, runs, jobs, new Scheduler.Settings(20, perHour), now::get);
    }

    @AfterEach
    void close() {
        scheduler.close();
        runs.close();
        store.close();
    }

    private void fill(int traces, Duration window) {
        store.append(new Generator()
                .generate(new SampleParams(traces, 5, END, window))
                .events());
    }

    /// Lets the clock look once and waits until nothing is at work.
    private List<RunRecord> tick() throws InterruptedException {
        scheduler.tick();
        for (RunRecord run : runs.list(1, 100)) {
            runs.await(1, run.runId(), Duration.ofMinutes(2), each -> true);
        }
        return runs.list(1, 100);
    }

    private String note(String name) {
        return store.marks(1).stream()
                .filter(mark -> mark.name().equals(name))
                .map(ScheduleMark::note)
                .findFirst()
                .orElse("");
    }

    @Test
    void aMonthGivesOneRunADayAndNoneWhenNothingIsNew() throws InterruptedException {
        fill(110, Duration.ofDays(30));
        int scheduled = 0;
        int skipped = 0;
        Instant begin = END.minus(Duration.ofDays(30));
        String before = "";
        for (int hour = 1; hour <= 33 * 24; hour += 12) {
            now.set(begin.plus(Duration.ofHours(hour)));
            int runsBefore = runs.list(1, 100).size();
            int runsAfter = tick().size();
            assertTrue(runsAfter - runsBefore <= 1, "at most one run a tick");
            scheduled += runsAfter - runsBefore;
            if (!note("jmine").equals(before)) {
                before = note("jmine");
                skipped += before.startsWith("skipped") ? 1 : 0;
            }
        }
        List<RunRecord> all = runs.list(1, 100);
        assertEquals(scheduled, all.size());
        assertTrue(all.stream().allMatch(run -> run.status() == Status.COMPLETE), all.toString());
        assertTrue(scheduled >= 10 && scheduled <= 30, scheduled + " runs in 30 days");
        assertEquals(
                scheduled,
                all.stream()
                        .map(run -> Schedule.DAILY.slot(run.createdAt(), 1))
                        .distinct()
                        .count(),
                "never two in a day");
        assertTrue(skipped >= 2, "the first days have too few items, the last ones nothing new");
        assertTrue(note("jmine").startsWith("skipped: "), note("jmine"));
    }

    @Test
    void aLongSleepIsCaughtUpWithOnce() throws InterruptedException {
        fill(60, Duration.ofDays(6));
        assertEquals(1, tick().size());
        now.set(END.plus(Duration.ofDays(1)));
        store.append(new Generator()
                .generate(new SampleParams(25, 9, END.plus(Duration.ofHours(20)), Duration.ofHours(10)))
                .events());
        now.set(END.plus(Duration.ofDays(4)));
        assertEquals(2, tick().size());
        assertEquals(2, tick().size());
        now.set(END.plus(Duration.ofDays(4)).plus(Duration.ofMinutes(1)));
        assertEquals(2, tick().size());
    }

    @Test
    void wholeTracesAreClusteredLast() throws InterruptedException {
        fill(40, Duration.ofDays(2));
        jobs.delete(1, "Off");
        List<RunRecord> all = tick();
        assertEquals(
                List.of(Level.TRACE, Level.GENERATION),
                all.stream().map(RunRecord::level).toList());
        now.set(END.plusSeconds(60));
        Job generations = jobs.find(1, "Default - generation");
        runs.await(1, runs.start(1, generations.inputs(), generations).runId(), Duration.ofMinutes(2), each -> true);
        assertEquals(Level.TRACE, runs.latest(1).orElseThrow().level());
    }

    @Test
    void aClockThatJumpsBackStartsNothingTwice() throws InterruptedException {
        fill(60, Duration.ofDays(6));
        assertEquals(1, tick().size());
        now.set(END.minus(Duration.ofDays(3)));
        assertEquals(1, tick().size());
        now.set(END);
        assertEquals(1, tick().size());
    }

    @Test
    void tooFewItemsAreSkippedWithAReasonAndRunOnDemandAllTheSame() throws InterruptedException {
        fill(12, Duration.ofDays(2));
        assertEquals(0, tick().size());
        assertTrue(note("jmine").startsWith("skipped: only 12 items since "), note("jmine"));
        RunRecord asked = runs.start(1, jobs.find(1, "Mine").inputs(), jobs.find(1, "Mine"));
        assertEquals(
                Status.COMPLETE,
                runs.await(1, asked.runId(), Duration.ofMinutes(2), each -> true)
                        .status());
        assertTrue(asked.runId().endsWith("_jmine"), asked.runId());
    }

    @Test
    void itemsOfEndedHoursAreReadOnceAndMissedHoursAreCaughtUpWith() {
        fill(200, Duration.ofHours(10));
        scheduler = scheduler(3);
        now.set(END.minus(Duration.ofHours(6)).plusSeconds(60));
        scheduler.tick();
        assertEquals(3, read());
        scheduler.tick();
        assertEquals(3, read());
        now.set(END.minus(Duration.ofHours(2)).plusSeconds(60));
        scheduler.tick();
        assertEquals(15, read());
        assertEquals("12 items looked at", note("reading"));
    }

    private long read() {
        Object count = store.query("SELECT count(*) FROM item_digests WHERE level = 'trace'", 1, Duration.ofSeconds(10))
                .rows()
                .getFirst()
                .getFirst();
        return count instanceof Number number ? number.longValue() : -1;
    }
}
