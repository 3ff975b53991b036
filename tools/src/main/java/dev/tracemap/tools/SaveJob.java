package dev.tracemap.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Job;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.Schedule;
import org.jspecify.annotations.Nullable;

/// Makes a job or changes one.
final class SaveJob {
    private SaveJob() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "save_job",
                "Save a job",
                "Saves a clustering configuration that runs by itself, or changes one by job_id or name: what is not said"
                        + " stays. A job of your own switches the default one of its level off.",
                new Schema()
                        .text("job_id", "Absent = a new job, or the one of this name")
                        .text("name", "E.g. Refunds of the last week")
                        .object("inputs", "As run_clustering takes them, e.g. {\"level\": \"session\"}")
                        .word("schedule", JobRows.schedules(), "Default daily")
                        .flag("enabled", "Default true; false stops the schedule")
                        .input(),
                new Schema()
                        .object("job", "")
                        .text("next_step", "")
                        .required("job")
                        .output(),
                Tool.Behaviour.WRITE,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        String schedule = arguments.text("schedule");
        Job job = desk.jobs()
                .save(
                        desk.teamId(),
                        new Jobs.Wish(
                                arguments.text("job_id"),
                                arguments.text("name"),
                                inputs(arguments),
                                schedule == null ? null : Schedule.fromWire(schedule),
                                arguments.choice("enabled")));
        ObjectNode answer = Answers.object();
        answer.set("job", new JobRows(desk).row(job, true));
        answer.put("next_step", "run_clustering {\"job\": \"" + job.id() + "\"} runs it now.");
        return Answers.answer(answer);
    }

    private static @Nullable ObjectNode inputs(Arguments arguments) {
        JsonNode inputs = arguments.json().path("inputs");
        if (inputs.isMissingNode() || inputs.isNull()) {
            return null;
        }
        if (inputs instanceof ObjectNode object) {
            return object;
        }
        throw new BadArgument(
                "inputs takes an object, not " + inputs + ". Example: {\"inputs\": {\"lookback_days\": 1}}");
    }
}
