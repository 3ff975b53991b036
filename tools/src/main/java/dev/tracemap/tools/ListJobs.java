package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Job;
import dev.tracemap.store.RunRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// The saved configurations of runs.
final class ListJobs {
    private ListJobs() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "list_jobs",
                "Jobs",
                "Lists saved clustering configurations with their level, inputs and last run. run_clustering takes a job's"
                        + " name.",
                new Schema().text("job_id", "Absent = all jobs").input(),
                new Schema().objects("jobs", "").required("jobs").output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        String id = arguments.text("job_id");
        List<Job> jobs = Job.DEFAULTS.stream()
                .filter(job -> id == null || job.id().equals(id))
                .toList();
        if (jobs.isEmpty()) {
            throw new BadArgument("there is no job '" + id + "'; there are "
                    + Job.DEFAULTS.stream().map(Job::id).collect(Collectors.joining(", ")));
        }
        List<RunRecord> runs = desk.runs().list(desk.teamId(), Integer.MAX_VALUE);
        ObjectNode answer = Answers.object();
        ArrayNode rows = answer.putArray("jobs");
        for (Job job : jobs) {
            ObjectNode row = rows.addObject();
            row.put("job_id", job.id());
            row.put("name", job.name());
            row.put("level", job.inputs().level().wire());
            row.put("lookback_days", job.inputs().lookbackDays());
            row.put("default", job.isDefault());
            if (id != null) {
                row.set("inputs", job.inputs().toJson());
            }
            Optional<RunRecord> last = runs.stream()
                    .filter(run -> Objects.equals(run.jobId(), job.id()))
                    .findFirst();
            last.ifPresent(run -> row.put("last_run_id", run.runId())
                    .put("last_run_status", run.status().wire()));
        }
        return Answers.answer(answer);
    }
}
