package dev.tracemap.server.command;

import dev.tracemap.run.Job;
import dev.tracemap.run.RunInputs;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.ProgressDisplay;
import dev.tracemap.store.RunRecord;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Runs a clustering to its end while a person watches.
final class Runner {
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private Runner() {}

    /// Begins a run, or goes on with the one that a former owner of the directory began for this command.
    static RunRecord run(Workspace workspace, RunInputs inputs, @Nullable Job job, Console console)
            throws CommandFailed, InterruptedException {
        String runId = console.resume();
        if (runId == null) {
            runId = workspace.runs().start(Workspace.TEAM, inputs, job).runId();
            console.began().accept(runId);
        } else {
            workspace.runs().resumeUnfinished();
        }
        RunRecord over;
        try (ProgressDisplay display = new ProgressDisplay(console)) {
            over = workspace.runs().await(Workspace.TEAM, runId, FOR_EVER, now -> {
                if (!now.isOver()) {
                    display.at(now.stage(), now.progress());
                }
                return true;
            });
        }
        return switch (over.status()) {
            case COMPLETE -> over;
            case FAILED -> throw new CommandFailed("run " + runId + " failed: " + over.error());
            case CANCELLED -> throw new CommandFailed("run " + runId + " was cancelled");
            case QUEUED, RUNNING ->
                throw new CommandFailed("run " + runId + " is still at work; ./tracemap runs shows how it stands");
        };
    }
}
