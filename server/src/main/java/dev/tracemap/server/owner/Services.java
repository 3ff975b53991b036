package dev.tracemap.server.owner;

import dev.tracemap.server.console.Shell;
import dev.tracemap.server.workbench.Workbench;
import dev.tracemap.tools.Tool;
import java.util.Optional;

/// What the owner of a directory does for itself and for its guests. Nothing of it is touched before it is
/// needed, nor by a process that does not own the directory.
///
/// @param shell runs forwarded commands
/// @param closing closes what was opened; called once no work is left
public record Services(Tools tools, Workbench workbench, Shell shell, Runnable closing) {

    /// Tools by team and name.
    @FunctionalInterface
    public interface Tools {
        Optional<Tool> find(long team, String name);
    }
}
