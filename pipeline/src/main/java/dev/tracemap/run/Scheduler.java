package dev.tracemap.run;

import dev.tracemap.store.Filter;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does by the clock what people would otherwise have to ask for: reads some of the hour's items as it ends, and runs
/// each job once in a period, and forgets what is too old.
///
/// A turn that was missed, because the machine slept or was off, is caught up with once. A turn that finds nothing to
/// do is dealt with all the same, and says why in its [ScheduleMark].
public final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration BETWEEN = Duration.ofSeconds(30);
    private static final Duration BEFORE_THE_FIRST = Duration.ofMinutes(2);

    /// What people ask about unless they say otherwise, whole traces, is clustered last, and so is the latest run.
    private static final Comparator<Job> TRACES_LAST =
            Comparator.comparing(job -> job.inputs().level() == Level.TRACE);

    private final Store store;
    private final Runs runs;
    private final Jobs jobs;
    private final Deletions deletions;
    private final MonitorWatch watch;
    private final Settings settings;
    private final InstantSource clock;
    // A platform thread: a turn asks the store, and reads items.
    private final Thread thread = Thread.ofPlatform().daemon().name("scheduler").unstarted(this::lookAgainAndAgain);

    /// @param fewest a scheduled run of fewer items than this is skipped
    /// @param perHour items that are read when an hour ends, of each level with a job; 0 = none
    /// @param work whether jobs run and items are read
    /// @param keep how long traces are kept after they ended; absent = for ever
    public record Settings(int fewest, int perHour, boolean work, Optional<Duration> keep) {
        public static final Settings DEFAULT = new Settings(20, 50);

        public Settings(int fewest, int perHour) {
            this(fewest, perHour, true, Optional.empty());
        }

        public Settings {
            if (fewest < 1 || perHour < 0) {
                throw new IllegalArgumentException("fewest_items takes a number from 1, items_per_hour one from 0");
            }
        }
    }

    /// Without a webhook.
    public Scheduler(Store store, Runs runs, Jobs jobs, Settings settings, InstantSource clock) {
        this(
                store,
                runs,
                jobs,
                runs.watch(new MonitorWatch.Settings(settings.perHour(), Optional.empty())),
                settings,
                clock);
    }

    public Scheduler(Store store, Runs runs, Jobs jobs, MonitorWatch watch, Settings settings, InstantSource clock) {
        this.store = store;
        this.runs = runs;
        this.jobs = jobs;
        this.deletions = new Deletions(store, runs);
        this.watch = watch;
        this.settings = settings;
        this.clock = clock;
    }

    /// Looks every half minute, for the first time in two minutes: whoever has just come wants the machine for himself.
    public void start() {
        thread.start();
    }

    private void lookAgainAndAgain() {
        try {
            Thread.sleep(BEFORE_THE_FIRST);
            while (true) {
                safely();
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void safely() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.error("the schedule could not be looked at", e);
        }
    }

    /// Deals with everything that is due now.
    public void tick() {
        Instant now = clock.instant();
        for (long team : store.teams()) {
            Map<String, ScheduleMark> marks = marks(team);
            tidy(team, marks, now);
            for (Job job : due(team)) {
                turn(team, job, Optional.ofNullable(marks.get(job.id())), now);
            }
        }
    }

    private Map<String, ScheduleMark> marks(long team) {
        return store.marks(team).stream().collect(Collectors.toMap(ScheduleMark::name, Function.identity()));
    }

    /// Forgets what is too old and reads ahead, for every team, where that is due now.
    public void tidy() {
        Instant now = clock.instant();
        store.teams().forEach(team -> tidy(team, marks(team), now));
    }

    private void tidy(long team, Map<String, ScheduleMark> marks, Instant now) {
        settings.keep()
                .ifPresent(keep -> deletions.turn(team, keep, Optional.ofNullable(marks.get(Deletions.NAME)), now));
        if (settings.work()) {
            HourlyReading.read(
                    store,
                    runs,
                    team,
                    jobs.list(team).stream().sorted(TRACES_LAST).toList(),
                    settings.perHour(),
                    Optional.ofNullable(marks.get(HourlyReading.NAME)),
                    now);
            watch.turn(team, Optional.ofNullable(marks.get(MonitorWatch.NAME)), now);
        }
    }

    /// Jobs that run by themselves.
    private List<Job> due(long team) {
        return !settings.work()
                ? List.of()
                : jobs.list(team).stream()
                        .filter(job -> job.enabled() && job.schedule() != Schedule.OFF)
                        .sorted(TRACES_LAST)
                        .toList();
    }

    /// Deals with the turn of one job, where it is due now and the job is there and runs by itself.
    public void turn(long team, String jobId) {
        Instant now = clock.instant();
        due(team).stream()
                .filter(job -> job.id().equals(jobId))
                .forEach(job -> turn(team, job, Optional.ofNullable(marks(team).get(jobId)), now));
    }

    private void turn(long team, Job job, Optional<ScheduleMark> last, Instant now) {
        Instant slot = job.schedule().slot(now, team);
        if (last.isPresent() && !last.get().slot().isBefore(slot)) {
            return;
        }
        String note;
        try {
            note = begun(team, job, now);
        } catch (RuntimeException e) {
            LOG.warn("job {} of team {} could not be started", job.id(), team, e);
            note = "could not be started: " + e.getMessage();
        }
        store.saveMark(new ScheduleMark(team, job.id(), slot, note));
    }

    /// Starts the job's run unless there is a reason not to.
    ///
    /// @return what was done, or why nothing was
    private String begun(long team, Job job, Instant now) {
        List<RunRecord> own = runs.list(team, Integer.MAX_VALUE).stream()
                .filter(run -> Objects.equals(run.jobId(), job.id()))
                .toList();
        Optional<RunRecord> atWork = own.stream().filter(run -> !run.isOver()).findFirst();
        if (atWork.isPresent()) {
            return "skipped: " + atWork.get().runId() + " is still at work";
        }
        RunInputs.Window window = job.inputs().window(now);
        long items = count(team, job, window.from(), window.to());
        if (items < settings.fewest()) {
            return "skipped: only " + items + " items since " + window.from() + ", fewer than " + settings.fewest();
        }
        Optional<RunRecord> before =
                own.stream().filter(run -> run.status() == Status.COMPLETE).findFirst();
        if (before.isPresent() && count(team, job, before.get().windowEnd(), window.to()) == 0) {
            return "skipped: nothing new since " + before.get().runId();
        }
        return "started " + runs.start(team, job.inputs(), job).runId();
    }

    private long count(long team, Job job, Instant from, Instant to) {
        RunInputs inputs = job.inputs();
        return from.isBefore(to)
                ? store.count(
                        new ItemQuery(team, inputs.level(), from, to, Filter.beforeReading(inputs.filters()), null, 0))
                : 0;
    }

    /// What came of the job's last turn and when its next one is; nothing for one that does not run by itself.
    public record Outlook(Optional<String> last, Optional<Instant> next) {}

    public static Outlook outlook(long team, Job job, List<ScheduleMark> marks, Instant now) {
        Optional<ScheduleMark> mark =
                marks.stream().filter(each -> each.name().equals(job.id())).findFirst();
        Optional<String> note = mark.map(ScheduleMark::note);
        if (!job.enabled() || job.schedule() == Schedule.OFF) {
            return new Outlook(note, Optional.empty());
        }
        Instant slot = job.schedule().slot(now, team);
        boolean done = mark.isPresent() && !mark.get().slot().isBefore(slot);
        return new Outlook(note, Optional.of(done ? job.schedule().next(slot) : now));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
