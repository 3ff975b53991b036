package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.RunRecord;

/// Ends a run.
final class CancelRun {
    /// A stage looks up between two pieces of work.
    private static final int SECONDS = 5;

    private CancelRun() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "cancel_run",
                "Cancel a run",
                "Stops a queued or running run. Summaries and embeddings it has finished are kept for the next run.",
                new Schema().text("run_id", "").required("run_id").input(),
                new Schema()
                        .object("run", "")
                        .text("next_step", "")
                        .required("run")
                        .output(),
                Tool.Behaviour.WRITE,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        arguments.required("run_id", arguments.text("run_id"), "\"1_trace_20261120_101500\"");
        RunRecord run = desk.run(arguments);
        if (run.isOver()) {
            throw new BadArgument("run " + run.runId() + " is " + run.status().wire()
                    + " already: there is nothing to cancel. list_runs shows what is running.");
        }
        RunRecord ended = desk.runs().cancel(desk.teamId(), run.runId()).orElse(run);
        ObjectNode answer = Answers.object();
        answer.set("run", Answers.run(desk, GetRun.await(desk, ended, SECONDS, Call.UNWATCHED)));
        answer.put("next_step", "run_clustering starts another; what this one had finished is not computed again.");
        return Answers.answer(answer);
    }
}
