package dev.tracemap.run;

import dev.tracemap.privacy.Redactor;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Starts runs, watches them, ends them, and goes on with those that a crash or a stop interrupted.
public final class Runs implements AutoCloseable {
    private static final int REMEMBERED = 1_000;

    private final Store store;
    private final Stages stages;
    private final InstantSource clock;
    private final UnaryOperator<RunRecord> shown;
    private final Engine engine;

    public Runs(Store store, Stages stages, InstantSource clock) {
        this(store, stages, clock, UnaryOperator.identity());
    }

    /// @param shown how whoever asks for a run may see it
    public Runs(Store store, Stages stages, InstantSource clock, UnaryOperator<RunRecord> shown) {
        this(store, stages, new EmbeddedEngine(store, stages, clock), clock, shown);
    }

    /// @param engine takes the runs through the stages; ends with this
    public Runs(Store store, Stages stages, Engine engine, InstantSource clock, UnaryOperator<RunRecord> shown) {
        this.store = store;
        this.stages = stages;
        this.engine = engine;
        this.clock = clock;
        this.shown = shown;
    }

    /// How many runs are queued, or running.
    public long active(Status status) {
        return engine.active().stream().filter(run -> run.status() == status).count();
    }

    /// How many runs have ended in this way since this process began.
    public long ended(Status status) {
        return engine.ended(status);
    }

    /// What a run with these inputs would ask of models and cost, without asking any.
    ///
    /// @throws IllegalArgumentException for inputs that cannot be run
    public Estimate estimate(long teamId, RunInputs inputs) {
        return stages.asking().estimate(teamId, inputs, clock.instant());
    }

    /// Summarises one trace now, by a model where there is one, and keeps the result for later runs.
    ///
    /// @param traceId whole
    /// @return absent for an unknown trace
    public Optional<TraceSummary> summarize(long teamId, String traceId) {
        return stages.asking().summarize(teamId, traceId);
    }

    /// Replaces what shall not leave, as the configuration says.
    public Redactor redactor() {
        return stages.redactor();
    }

    /// Which clusters of a complete run an eval set touches.
    ///
    /// @param lines of the eval set, a JSON object each
    /// @throws IllegalArgumentException where none can be read, or the run's vectors are of another model
    public EvalCoverage.Coverage coverage(RunRecord run, List<String> lines) {
        return EvalCoverage.of(store, stages, run, lines);
    }

    /// The user's rubrics, and what is still to be judged by them.
    public Judging judging() {
        return stages.judging();
    }

    /// Judges new items by the rules of monitors.
    public MonitorWatch watch(MonitorWatch.Settings settings) {
        return new MonitorWatch(store, stages.sighting(), settings, clock);
    }

    /// Reads and summarises items before a run asks for them; what was read before is not read again.
    ///
    /// @return how many items there were
    int readAhead(ItemQuery query) {
        return stages.asking().readAhead(query);
    }

    /// Queues a run and returns at once.
    ///
    /// @throws IllegalArgumentException for inputs that cannot be run
    public RunRecord start(long teamId, RunInputs inputs, @Nullable Job job) {
        RunRecord queued = reserve(teamId, stages.asking().check(teamId, inputs), job);
        engine.begin(queued);
        return queued;
    }

    /// Waits until the run is over, the time is up, or the watcher returns false; whichever comes first.
    ///
    /// @param watcher hears the run's state whenever it changes and at least twice a second
    /// @throws NoSuchElementException for an unknown run
    public RunRecord await(long teamId, String runId, Duration atMost, Predicate<RunRecord> watcher)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            RunRecord now = find(teamId, runId)
                    .orElseThrow(() -> new NoSuchElementException("no run " + runId + " in this store"));
            long left = deadline - System.nanoTime();
            if (!watcher.test(now) || now.isOver() || left <= 0) {
                return now;
            }
            engine.awaitChange(now, Math.min(500, Math.max(1, left / 1_000_000)));
        }
    }

    /// The run's state: of a live one to the second, else as stored.
    public Optional<RunRecord> find(long teamId, String runId) {
        return engine.seen(runId)
                .filter(run -> run.teamId() == teamId)
                .or(() -> store.run(teamId, runId))
                .map(shown);
    }

    /// Newest first, live ones with their present state.
    public List<RunRecord> list(long teamId, int limit) {
        return store.runs(teamId, limit).stream()
                .map(stored -> engine.seen(stored.runId()).orElse(stored))
                .map(shown)
                .toList();
    }

    /// The run that somebody means who names none: the latest complete one. One that the default job of another level
    /// than traces made by itself counts only where there is no other.
    public Optional<RunRecord> latest(long teamId) {
        List<RunRecord> complete = store.runs(teamId, REMEMBERED).stream()
                .filter(run -> run.status() == Status.COMPLETE)
                .toList();
        return complete.stream()
                .filter(run -> run.level() == Level.TRACE || !Job.isDefault(run.jobId()))
                .findFirst()
                .or(() -> complete.stream().findFirst())
                .map(shown);
    }

    /// Items a run has looked at whose summaries mean most nearly what a text says, the nearest first. Only vectors of
    /// the model in use are compared.
    ///
    /// @param among which item ids may be found
    public List<Store.Similar> similar(long teamId, Level level, String text, Predicate<String> among, int limit) {
        return stages.searching().similar(teamId, level, text, among, limit);
    }

    /// Ends a run that is queued or running.
    ///
    /// @return the state afterwards, absent for an unknown run
    public Optional<RunRecord> cancel(long teamId, String runId) {
        engine.seen(runId)
                .filter(run -> run.teamId() == teamId)
                .or(() -> store.run(teamId, runId))
                .filter(run -> !run.isOver() && !engine.cancel(run))
                .ifPresent(run -> store.saveRun(run.ended(Status.CANCELLED, null, clock.instant())));
        return find(teamId, runId);
    }

    /// Goes on with every run, of any team, that a former process left unfinished; finished items are not computed
    /// again.
    ///
    /// @return how many
    public int resumeUnfinished() {
        int resumed = 0;
        for (long team : store.teams()) {
            List<RunRecord> unfinished = store.runs(team, Integer.MAX_VALUE).stream()
                    .filter(run -> !run.isOver() && engine.seen(run.runId()).isEmpty())
                    .toList();
            unfinished.reversed().forEach(engine::begin);
            resumed += unfinished.size();
        }
        return resumed;
    }

    /// Stops working. Runs that are not over stay unfinished in the store and are resumed by the next start.
    @Override
    public void close() {
        engine.close();
    }

    /// Two runs in one second would share their id: the later one takes the next free second.
    private synchronized RunRecord reserve(long teamId, RunInputs inputs, @Nullable Job job) {
        Instant now = clock.instant();
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        String jobId = job == null ? null : job.id();
        String id = RunId.of(teamId, inputs.level(), second, jobId, inputs.label());
        while (store.run(teamId, id).isPresent()) {
            second = second.plusSeconds(1);
            id = RunId.of(teamId, inputs.level(), second, jobId, inputs.label());
        }
        RunInputs.Window window = inputs.window(now);
        RunRecord queued = new RunRecord(
                id,
                teamId,
                inputs.level(),
                jobId,
                job == null ? null : job.name(),
                Status.QUEUED,
                "queued",
                0,
                1,
                now,
                null,
                window.from(),
                window.to(),
                inputs.toJson(),
                0,
                0,
                0,
                0,
                List.of(),
                null);
        store.saveRun(queued);
        return queued;
    }
}
