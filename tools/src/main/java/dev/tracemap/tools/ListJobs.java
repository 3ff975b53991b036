package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Job;
import java.util.List;

/// The saved configurations of runs.
final class ListJobs {
    private ListJobs() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "list_jobs",
                "Jobs",
                "Lists saved clustering configurations: level, schedule, next and last turn (and why it was skipped), last"
                        + " run. run_clustering takes a job's name.",
                new Schema()
                        .text("job_id", "Absent = all jobs; given, with its run inputs")
                        .input(),
                new Schema().objects("jobs", "").required("jobs").output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        String id = arguments.text("job_id");
        List<Job> jobs = id == null
                ? desk.jobs().list(desk.teamId())
                : List.of(desk.jobs().find(desk.teamId(), id));
        JobRows rows = new JobRows(desk);
        ObjectNode answer = Answers.object();
        ArrayNode list = answer.putArray("jobs");
        jobs.forEach(job -> list.add(rows.row(job, id != null)));
        return Answers.answer(answer);
    }
}
