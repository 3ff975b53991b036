package dev.tracemap.insight;

import java.util.Locale;

/// How a monitor stands, told from the days of its hits by [HitDays].
public enum MonitorState {
    /// Hits of late, and none before.
    NEW,
    ONGOING,
    /// Many more hits than before.
    RISING,
    /// No hits of late.
    QUIET;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
