package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreException;
import dev.tracemap.trace.Event;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fifty real runs of ten teams that all want to begin at once.
class FairTurnsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final int TEAMS = 10;
    private static final int JOBS = 5;
    private static final int AT_ONCE = 4;

    /// The job whose result can never be written.
    private static final long UNLUCKY = 3;

    private static final String FAILING = "jjob-0";

    @TempDir
    private Path directory;

    /// Teams in the order in which their runs began.
    private final List<Long> begun = Collections.synchronizedList(new ArrayList<>());

    private final AtomicLong mostAtOnce = new AtomicLong();
    private @Nullable Runs runs;

    /// The store, but it writes down which run begins and how many are at work, and has no place for one job's
    /// results.
    private Store watched(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof RunRecord run) {
                        note(method.getName(), run);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void note(String method, RunRecord run) {
        if (runs != null) {
            mostAtOnce.accumulateAndGet(runs.active(Status.RUNNING), Math::max);
        }
        if (method.equals("saveRun")
                && run.status() == Status.RUNNING
                && run.stage().equals("sample")) {
            begun.add(run.teamId());
        }
        if (method.equals("completeRun") && run.teamId() == UNLUCKY && FAILING.equals(run.jobId())) {
            throw new StoreException("no room for this run", new IllegalStateException("full"));
        }
    }

    @Test
    void fourAtOnceEachTeamInTurnAndAFailingJobHoldsUpNobody() throws InterruptedException {
        try (Store store = DuckDbStore.open(directory, CLOCK);
                OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL)) {
            Store watched = watched(store);
            Jobs jobs = new Jobs(watched, Jobs.DEFAULT_MOST, CLOCK);
            fill(store);
            try (Runs all = new Runs(watched, new Stages(watched, new Embedder(model, 2), CLOCK), CLOCK)) {
                runs = all;
                List<RunRecord> ended = ended(all, jobs);
                assertTrue(mostAtOnce.get() > 1 && mostAtOnce.get() <= AT_ONCE, mostAtOnce + " runs at once");
                assertEquals(TEAMS * JOBS, ended.size());
                for (RunRecord run : ended) {
                    boolean failing = run.teamId() == UNLUCKY && FAILING.equals(run.jobId());
                    assertEquals(
                            failing ? Status.FAILED : Status.COMPLETE, run.status(), run.runId() + ": " + run.error());
                }
                assertTurns();
            }
        }
    }

    /// Starts the jobs, each team's first ones first, and waits for all.
    private static List<RunRecord> ended(Runs runs, Jobs jobs) throws InterruptedException {
        List<RunRecord> started = new ArrayList<>();
        for (int number = 0; number < JOBS; number++) {
            for (long team = 1; team <= TEAMS; team++) {
                Job job = jobs.save(team, new Jobs.Wish(null, "Job " + number, QuickInputs.json(), Schedule.OFF, true));
                started.add(runs.start(team, job.inputs(), job));
            }
        }
        List<RunRecord> ended = new ArrayList<>();
        for (RunRecord run : started) {
            ended.add(runs.await(run.teamId(), run.runId(), Duration.ofMinutes(5), _ -> true));
        }
        return ended;
    }

    /// Whoever waits gets one turn before anybody gets two more.
    private void assertTurns() {
        assertEquals(TEAMS * JOBS, begun.size());
        Map<Long, Integer> turns = new LinkedHashMap<>();
        for (int at = 0; at < begun.size(); at++) {
            int turn = turns.merge(begun.get(at), 1, Integer::sum);
            if (begun.get(at) != UNLUCKY) {
                int latest = TEAMS * turn + AT_ONCE;
                assertTrue(at < latest, "turn " + turn + " of team " + begun.get(at) + " came " + at + "th: " + begun);
            }
        }
        assertEquals(TEAMS, turns.size());
        assertTrue(Objects.requireNonNull(turns.get(UNLUCKY)) == JOBS, begun.toString());
    }

    private static void fill(Store store) {
        List<Event> events = new Generator()
                .generate(new SampleParams(5, 5, NOW, Duration.ofDays(3)))
                .events();
        for (long team = 1; team <= TEAMS; team++) {
            long owner = team;
            store.append(events.stream()
                    .map(event -> new Event(
                            event.uuid(),
                            owner,
                            event.name(),
                            event.timestamp(),
                            event.distinctId(),
                            event.properties()))
                    .toList());
        }
    }
}
