package dev.tracemap.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How often a job runs by itself. Time is cut into slots of the period's length; a job is due when the present slot
/// has not been dealt with. So a machine that slept through many slots has one to catch up with.
public enum Schedule {
    OFF(Duration.ZERO),
    HOURLY(Duration.ofHours(1)),
    DAILY(Duration.ofDays(1)),
    WEEKLY(Duration.ofDays(7));

    /// At most this part of a period lies between its start and the start of a slot.
    private static final int JITTER_PARTS = 10;

    private static final Duration MOST_JITTER = Duration.ofMinutes(30);

    private final Duration period;

    Schedule(Duration period) {
        this.period = period;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException naming the words there are
    public static Schedule fromWire(String word) {
        for (Schedule schedule : values()) {
            if (schedule.wire().equals(word)) {
                return schedule;
            }
        }
        throw new IllegalArgumentException("schedule '" + word + "' is not one of "
                + Arrays.stream(values()).map(Schedule::wire).collect(Collectors.joining(", ")));
    }

    /// Begin of the slot that this moment is in.
    ///
    /// @param teamId whose slots; teams do not all begin at the same moment
    Instant slot(Instant now, long teamId) {
        long length = period.toSeconds();
        long offset = offset(teamId).toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond() - offset, length) * length + offset);
    }

    /// Between two turns; zero for none.
    public Duration period() {
        return period;
    }

    /// From a multiple of the period since 1970, in UTC, to the begin of a slot.
    public Duration offset(long teamId) {
        long most = Math.min(period.toSeconds() / JITTER_PARTS, MOST_JITTER.toSeconds());
        return Duration.ofSeconds(Math.floorMod((teamId * 0x9E3779B97F4A7C15L) >>> 16, most + 1));
    }

    /// Begin of the slot after this one.
    Instant next(Instant slot) {
        return slot.plus(period);
    }
}
