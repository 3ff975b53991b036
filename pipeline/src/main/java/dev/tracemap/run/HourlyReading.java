package dev.tracemap.run;

import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reads and summarises some items of every hour that has ended, so that a run finds them read.
final class HourlyReading {
    static final String NAME = "reading";
    /// After a longer pause the older hours are left to the runs.
    private static final Duration CATCH_UP = Duration.ofDays(7);

    private HourlyReading() {}

    /// Reads what is due. Each item is read once: what is read is kept by its content.
    ///
    /// @param perHour items of each hour and level, drawn by the hour's own seed
    /// @param last what was done so far; absent = nothing: then only the hour that has just ended is read
    static void read(
            Store store, Runs runs, long team, List<Job> jobs, int perHour, Optional<ScheduleMark> last, Instant now) {
        Instant end = now.truncatedTo(ChronoUnit.HOURS);
        Instant begin = last.map(mark -> mark.slot().plus(1, ChronoUnit.HOURS)).orElse(end.minus(1, ChronoUnit.HOURS));
        if (perHour == 0 || !begin.isBefore(end)) {
            return;
        }
        if (begin.isBefore(end.minus(CATCH_UP))) {
            begin = end.minus(CATCH_UP);
        }
        Set<Level> levels = jobs.stream()
                .filter(job -> job.enabled() && job.schedule() != Schedule.OFF)
                .map(job -> job.inputs().level())
                .collect(Collectors.toCollection(TreeSet::new));
        int read = 0;
        for (Level level : levels) {
            // Hours without items cost one question for all of them.
            if (store.count(new ItemQuery(team, level, begin, end, List.of(), null, 0)) == 0) {
                continue;
            }
            for (Instant hour = begin; hour.isBefore(end); hour = hour.plus(1, ChronoUnit.HOURS)) {
                read += runs.readAhead(query(team, level, hour, perHour));
            }
        }
        store.saveMark(new ScheduleMark(team, NAME, end.minus(1, ChronoUnit.HOURS), read + " items looked at"));
    }

    /// Items of an hour, drawn by the hour's own seed: the same ones whoever asks.
    static ItemQuery query(long team, Level level, Instant hour, int perHour) {
        return new ItemQuery(
                team, level, hour, hour.plus(1, ChronoUnit.HOURS), List.of(), perHour, hour.getEpochSecond());
    }
}
