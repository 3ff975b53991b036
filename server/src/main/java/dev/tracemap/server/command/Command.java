package dev.tracemap.server.command;

import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.store.ClickHouseAddress;
import org.jspecify.annotations.Nullable;

/// A command of the program.
sealed interface Command {

    /// Works on a data directory, in the process that owns it.
    non-sealed interface OnDirectory extends Command {
        Common common();

        /// The store to work on, where it is not the one that the directory is configured for.
        ///
        /// @throws IllegalArgumentException for what is no address of one
        default @Nullable ClickHouseAddress store() {
            return common().store();
        }

        /// Checks what can be told from the command line alone, before any directory is touched.
        ///
        /// @throws IllegalArgumentException for wrong usage
        default void check() {}

        int run(Workspace workspace, Console console) throws CommandFailed, InterruptedException;
    }

    /// Needs no data directory, or deals with it in its own way; always runs in the process that was started.
    non-sealed interface Here extends Command {
        int run(Console console) throws CommandFailed, InterruptedException;
    }
}
