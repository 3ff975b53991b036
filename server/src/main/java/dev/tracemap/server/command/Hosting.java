package dev.tracemap.server.command;

import dev.tracemap.server.Workspace;
import dev.tracemap.server.owner.Services;
import dev.tracemap.server.workbench.LocalWorkbench;

/// What this process does for itself and its guests when it owns a directory.
final class Hosting {
    private Hosting() {}

    static Services services(Workspace workspace) {
        return new Services(
                name -> workspace.catalogue().find(name),
                new LocalWorkbench(System.err),
                (arguments, console) -> CommandLineShell.carryOut(arguments, workspace, console),
                workspace::close);
    }
}
