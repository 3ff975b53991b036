package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Job;

/// Forgets a job.
final class DeleteJob {
    private DeleteJob() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "delete_job",
                "Delete a job",
                "Forgets a saved configuration. Its runs stay. The default job of its level comes back with the last one.",
                new Schema().text("job_id", "Its id or name").required("job_id").input(),
                new Schema()
                        .text("deleted", "")
                        .text("next_step", "")
                        .required("deleted")
                        .output(),
                new Tool.Behaviour(false, true, false),
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        String wanted = arguments.required("job_id", arguments.text("job_id"), "\"jrefunds\"");
        Job job = desk.jobs().delete(desk.teamId(), wanted);
        ObjectNode answer = Answers.object();
        answer.put("deleted", job.id());
        answer.put("next_step", "list_jobs shows those that are left; list_runs still shows its runs.");
        return Answers.answer(answer);
    }
}
