package dev.tracemap.server.console;

import java.util.List;

/// Runs a command line in this process.
@FunctionalInterface
public interface Shell {

    /// @return the exit code: 0 done, 1 failed with a reason, 2 wrong usage
    int run(List<String> arguments, Console console);
}
