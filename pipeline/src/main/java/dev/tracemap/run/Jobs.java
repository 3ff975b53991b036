package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.JobRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The jobs of each team: one by itself for traces and one for generations, until the team has its own at that level.
public final class Jobs {
    /// Own jobs a team may have unless configured otherwise.
    public static final int DEFAULT_MOST = 10;

    private static final List<Level> DEFAULT_LEVELS = List.of(Level.TRACE, Level.GENERATION);
    private static final int LONGEST_NAME = 80;

    private final Store store;
    private final int most;
    private final InstantSource clock;

    /// @param most own jobs a team may have
    public Jobs(Store store, int most, InstantSource clock) {
        this.store = store;
        this.most = most;
        this.clock = clock;
    }

    /// What is asked for when a job is saved; what is absent stays, or takes its default in a new job.
    ///
    /// @param jobId absent = a new job, or the one of this name
    /// @param inputs run inputs with the names of the contract
    public record Wish(
            @Nullable String jobId,
            @Nullable String name,
            @Nullable ObjectNode inputs,
            @Nullable Schedule schedule,
            @Nullable Boolean enabled) {}

    /// The defaults first, then the team's own, oldest first. A default is disabled while the team has its own job at
    /// that level.
    public List<Job> list(long teamId) {
        List<Job> own = own(teamId);
        List<Job> all = new ArrayList<>();
        for (Level level : DEFAULT_LEVELS) {
            all.add(Job.ofLevel(
                    level, own.stream().noneMatch(job -> job.inputs().level() == level)));
        }
        all.addAll(own);
        return all;
    }

    /// By id or, whatever the case, by name.
    ///
    /// @throws IllegalArgumentException for an unknown one, naming those there are
    public Job find(long teamId, String wanted) {
        List<Job> all = list(teamId);
        return all.stream()
                .filter(job -> job.id().equals(wanted) || job.name().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> unknown(wanted, all));
    }

    /// Makes a job, or changes the one of this id or name.
    ///
    /// @throws IllegalArgumentException saying what to change
    public synchronized Job save(long teamId, Wish wish) {
        List<JobRecord> stored = store.jobs(teamId);
        @Nullable JobRecord before = before(teamId, wish, stored);
        Job base = before == null ? null : Job.of(before);
        String name = wish.name() == null ? nameOf(base) : checkedName(wish.name());
        refuseTaken(teamId, name, base);
        if (base == null && stored.size() >= most) {
            throw new IllegalArgumentException("this team has " + stored.size() + " jobs, and at most " + most
                    + " are allowed; delete one first, or change one by its job_id");
        }
        RunInputs inputs = inputs(base, wish.inputs());
        refuseUnanswerable(teamId, inputs);
        Schedule schedule = wish.schedule() != null ? wish.schedule() : base == null ? Schedule.DAILY : base.schedule();
        boolean enabled = wish.enabled() != null ? wish.enabled() : base == null || base.enabled();
        String id = base == null ? freeId(name, stored) : base.id();
        Job job = new Job(id, name, false, enabled, schedule, inputs);
        store.saveJob(job.toRecord(teamId, before == null ? clock.instant() : before.createdAt()));
        return job;
    }

    /// Forgets a job; its runs stay.
    ///
    /// @throws IllegalArgumentException for a default one or an unknown one
    public synchronized Job delete(long teamId, String wanted) {
        Job job = find(teamId, wanted);
        if (job.isDefault()) {
            throw new IllegalArgumentException(
                    "'" + job.name() + "' is there by itself and cannot be deleted; it switches"
                            + " off while the team has a job of its own at level "
                            + job.inputs().level().wire());
        }
        store.deleteJob(teamId, job.id());
        return job;
    }

    private List<Job> own(long teamId) {
        return store.jobs(teamId).stream().map(Job::of).toList();
    }

    private @Nullable JobRecord before(long teamId, Wish wish, List<JobRecord> stored) {
        String id = wish.jobId();
        if (id != null) {
            Job job = find(teamId, id);
            if (job.isDefault()) {
                throw new IllegalArgumentException("'" + job.name()
                        + "' is there by itself and cannot be changed; save a" + " job of your own at level "
                        + job.inputs().level().wire() + ", and it switches off");
            }
            return first(stored, record -> record.jobId().equals(job.id()));
        }
        String name = wish.name();
        return name == null ? null : first(stored, record -> record.name().equalsIgnoreCase(name.strip()));
    }

    private static @Nullable JobRecord first(List<JobRecord> records, Predicate<JobRecord> wanted) {
        return records.stream().filter(wanted).findFirst().orElse(null);
    }

    private static String nameOf(@Nullable Job base) {
        if (base == null) {
            throw new IllegalArgumentException("a new job needs a name, for example \"Refunds of the last week\"");
        }
        return base.name();
    }

    private static String checkedName(String name) {
        String checked = name.strip();
        if (checked.isEmpty()
                || checked.length() > LONGEST_NAME
                || !checked.chars().allMatch(Jobs::isPrintable)) {
            throw new IllegalArgumentException(
                    "a job's name takes 1 to " + LONGEST_NAME + " letters, digits, spaces or signs on one line");
        }
        return checked;
    }

    private static boolean isPrintable(int character) {
        return !Character.isISOControl(character) && Character.getType(character) != Character.FORMAT;
    }

    private void refuseTaken(long teamId, String name, @Nullable Job base) {
        for (Job other : list(teamId)) {
            boolean itself = base != null && other.id().equals(base.id());
            if (!itself && other.name().equalsIgnoreCase(name)) {
                throw new IllegalArgumentException("there is a job '" + other.name() + "' already; take another name");
            }
        }
    }

    /// A filter that the store cannot answer would fail every turn: it is asked of no items now.
    private void refuseUnanswerable(long teamId, RunInputs inputs) {
        Instant now = clock.instant();
        store.count(new ItemQuery(teamId, inputs.level(), now, now, inputs.filters(), null, 0));
    }

    private static RunInputs inputs(@Nullable Job base, @Nullable ObjectNode changes) {
        ObjectNode inputs = (base == null ? RunInputs.DEFAULT : base.inputs()).toJson();
        if (changes != null) {
            if (changes.hasNonNull("from")) {
                inputs.remove("lookback_days");
            }
            inputs.setAll(changes);
        }
        return RunInputs.parse(inputs);
    }

    /// From the name, so that run ids say something.
    private static String freeId(String name, List<JobRecord> stored) {
        String words =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String base = "j" + (words.isEmpty() ? "ob" : words.substring(0, Math.min(24, words.length())));
        String id = base;
        for (int more = 2; taken(id, stored); more++) {
            id = base + "-" + more;
        }
        return id;
    }

    private static boolean taken(String id, List<JobRecord> stored) {
        return DEFAULT_LEVELS.stream()
                        .anyMatch(level -> Job.ofLevel(level, true).id().equals(id))
                || stored.stream().anyMatch(record -> record.jobId().equals(id));
    }

    private static IllegalArgumentException unknown(String wanted, List<Job> all) {
        return new IllegalArgumentException("there is no job '" + wanted + "'; there are "
                + all.stream().map(Job::name).collect(Collectors.joining(", ")));
    }
}
