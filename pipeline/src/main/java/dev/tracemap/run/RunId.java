package dev.tracemap.run;

import dev.tracemap.trace.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names runs: `<team>_<level>_<YYYYMMDD>_<HHMMSS>[_<job id>][_<label>]`, in UTC. Job ids begin with `j`.
final class RunId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunId() {}

    static String of(long teamId, Level level, Instant at, @Nullable String jobId, @Nullable String label) {
        return teamId
                + "_" + level.wire()
                + "_" + TIME.format(at)
                + (jobId == null ? "" : "_" + jobId)
                + (label == null ? "" : "_" + label);
    }
}
