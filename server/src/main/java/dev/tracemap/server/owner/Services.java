package dev.tracemap.server.owner;

import dev.tracemap.server.console.Shell;
import dev.tracemap.server.workbench.Workbench;
import dev.tracemap.tools.Tool;
import java.util.Optional;
import java.util.function.Function;

/// What the owner of a directory does for itself and for its guests. Nothing of it is touched before it is
/// needed, nor by a process that does not own the directory.
///
/// @param tools by name
/// @param shell runs forwarded commands
/// @param closing closes what was opened; called once no work is left
public record Services(Function<String, Optional<Tool>> tools, Workbench workbench, Shell shell, Runnable closing) {}
