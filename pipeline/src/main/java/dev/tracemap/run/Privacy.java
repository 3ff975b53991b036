package dev.tracemap.run;

import java.util.Locale;

/// What may leave the machine; stamped on every run.
public enum Privacy {
    /// Trace text goes to the configured models as it is.
    PLAIN,
    /// What identifies people or opens doors is replaced before any text goes to a model.
    REDACT,
    /// No trace text leaves the machine: no remote model is asked for anything.
    OFFLINE;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
