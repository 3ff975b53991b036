package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Job;
import dev.tracemap.run.Schedule;
import dev.tracemap.run.Scheduler;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.ScheduleMark;
import java.util.List;
import java.util.Objects;

/// Jobs as answers show them.
final class JobRows {
    private final Desk desk;
    private final List<RunRecord> runs;
    private final List<ScheduleMark> marks;

    JobRows(Desk desk) {
        this.desk = desk;
        this.runs = desk.runs().list(desk.teamId(), Integer.MAX_VALUE);
        this.marks = desk.store().marks(desk.teamId());
    }

    /// @param whole with all run inputs
    ObjectNode row(Job job, boolean whole) {
        ObjectNode row = Answers.object();
        row.put("job_id", job.id());
        row.put("name", Answers.title(job.name()));
        row.put("level", job.inputs().level().wire());
        row.put("lookback_days", job.inputs().lookbackDays());
        row.put("schedule", job.schedule().wire());
        row.put("enabled", job.enabled());
        row.put("default", job.isDefault());
        Scheduler.Outlook outlook =
                Scheduler.outlook(desk.teamId(), job, marks, desk.clock().instant());
        outlook.next().ifPresent(next -> row.put("next_turn", next.toString()));
        outlook.last().ifPresent(note -> row.put("last_turn", Untrusted.line(note, 300)));
        runs.stream()
                .filter(run -> Objects.equals(run.jobId(), job.id()))
                .findFirst()
                .ifPresent(run -> row.put("last_run_id", run.runId())
                        .put("last_run_status", run.status().wire()));
        if (whole) {
            row.set("inputs", job.inputs().toJson());
        }
        return row;
    }

    /// The words a schedule takes.
    static List<String> schedules() {
        return List.of(Schedule.DAILY.wire(), Schedule.HOURLY.wire(), Schedule.WEEKLY.wire(), Schedule.OFF.wire());
    }
}
