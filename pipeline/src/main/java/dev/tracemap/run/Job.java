package dev.tracemap.run;

import dev.tracemap.trace.Level;
import java.util.List;

/// A saved configuration of a run.
///
/// @param id begins with `j`, restricted to `[a-z0-9-]`
/// @param isDefault created by itself, not by a person
public record Job(String id, String name, boolean isDefault, RunInputs inputs) {

    /// The jobs every team has without asking.
    public static final List<Job> DEFAULTS = List.of(
            new Job("jdefault-trace", "Default - trace", true, RunInputs.DEFAULT),
            new Job(
                    "jdefault-generation",
                    "Default - generation",
                    true,
                    RunInputs.DEFAULT.withLevel(Level.GENERATION)));
}
