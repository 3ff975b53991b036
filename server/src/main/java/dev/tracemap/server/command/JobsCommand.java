package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Job;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.Schedule;
import dev.tracemap.run.Scheduler;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.ScheduleMark;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lists, saves and deletes jobs.
@picocli.CommandLine.Command(
        name = "jobs",
        description = "List jobs: configurations that cluster by themselves.",
        subcommands = {JobsCommand.Save.class, JobsCommand.Delete.class})
final class JobsCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) {
        List<Job> jobs = workspace.jobs().list(Workspace.TEAM);
        List<ScheduleMark> marks = workspace.store().marks(Workspace.TEAM);
        if (common.json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            jobs.forEach(job -> all.add(json(workspace, job, marks)));
            Json.print(console.out(), all);
            return 0;
        }
        Table table = new Table()
                .text("job", 30)
                .text("name", 30)
                .text("level", 10)
                .text("schedule", 8)
                .text("next turn", 20)
                .text("last run", 10)
                .text("last turn", 70);
        for (Job job : jobs) {
            Scheduler.Outlook outlook = outlook(workspace, job, marks);
            table.row(
                    job.id(),
                    job.name(),
                    job.inputs().level().wire(),
                    job.enabled() ? job.schedule().wire() : "off",
                    outlook.next().map(String::valueOf).orElse(""),
                    lastRun(workspace, job).map(run -> run.status().wire()).orElse(""),
                    outlook.last().orElse(""));
        }
        table.print(console.out());
        return 0;
    }

    private static Scheduler.Outlook outlook(Workspace workspace, Job job, List<ScheduleMark> marks) {
        return Scheduler.outlook(Workspace.TEAM, job, marks, workspace.clock().instant());
    }

    private static Optional<RunRecord> lastRun(Workspace workspace, Job job) {
        return workspace.runs().list(Workspace.TEAM, Integer.MAX_VALUE).stream()
                .filter(run -> job.id().equals(run.jobId()))
                .findFirst();
    }

    private static ObjectNode json(Workspace workspace, Job job, List<ScheduleMark> marks) {
        Scheduler.Outlook outlook = outlook(workspace, job, marks);
        ObjectNode row = Json.object()
                .put("job_id", job.id())
                .put("name", job.name())
                .put("level", job.inputs().level().wire())
                .put("schedule", job.schedule().wire())
                .put("enabled", job.enabled())
                .put("default", job.isDefault());
        outlook.next().ifPresent(next -> row.put("next_turn", next.toString()));
        outlook.last().ifPresent(last -> row.put("last_turn", last));
        lastRun(workspace, job).ifPresent(run -> row.put("last_run_id", run.runId())
                .put("last_run_status", run.status().wire()));
        row.set("inputs", job.inputs().toJson());
        return row;
    }

    /// Makes a job or changes one.
    @picocli.CommandLine.Command(
            name = "save",
            description = "Make a job, or change the one of this name: what is not said stays.")
    static final class Save implements Command.OnDirectory {
        @Mixin
        Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "Its name, or the id of a job there is.")
        String name = "";

        @Option(names = "--schedule", description = "daily (default), hourly, weekly or off.")
        @Nullable
        String schedule;

        @Option(names = "--enabled", arity = "1", paramLabel = "true|false", description = "false stops the schedule.")
        @Nullable
        Boolean enabled;

        @Mixin
        RunOptions options = new RunOptions();

        @Mixin
        ClusteringOptions clustering = new ClusteringOptions();

        @Override
        public Common common() {
            return common;
        }

        @Override
        public int run(Workspace workspace, Console console) {
            ObjectNode inputs = Json.object();
            options.addTo(inputs);
            clustering.addTo(inputs);
            boolean known = workspace.store().jobs(Workspace.TEAM).stream()
                    .anyMatch(job -> job.jobId().equals(name));
            Jobs.Wish wish = new Jobs.Wish(
                    known ? name : null,
                    known ? null : name,
                    inputs,
                    schedule == null ? null : Schedule.fromWire(schedule.toLowerCase(Locale.ROOT)),
                    enabled);
            Job job = workspace.jobs().save(Workspace.TEAM, wish);
            if (common.json) {
                List<ScheduleMark> marks = workspace.store().marks(Workspace.TEAM);
                Json.print(console.out(), json(workspace, job, marks));
            } else {
                console.out()
                        .println("Saved " + job.id() + ", " + job.schedule().wire() + ". ./tracemap run --job "
                                + job.id() + " runs it now.");
            }
            return 0;
        }
    }

    /// Forgets a job.
    @picocli.CommandLine.Command(name = "delete", description = "Forget a job; its runs stay.")
    static final class Delete implements Command.OnDirectory {
        @Mixin
        Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "Its name or id.")
        String name = "";

        @Override
        public Common common() {
            return common;
        }

        @Override
        public int run(Workspace workspace, Console console) {
            Job job = workspace.jobs().delete(Workspace.TEAM, name);
            if (common.json) {
                Json.print(console.out(), Json.object().put("deleted", job.id()));
            } else {
                console.out().println("Deleted " + job.id() + "; its runs stay.");
            }
            return 0;
        }
    }
}
