package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.DriverLines;
import dev.tracemap.run.RunSelection;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is different about the traces that meet some conditions, against all others of the run.
final class SelectionAnswer {
    private static final int LINES = 10;

    private SelectionAnswer() {}

    /// @param search over all members of the run
    static ToolResult of(Desk desk, RunRecord run, Store.TraceSearch search, @Nullable String meaning) {
        if (meaning != null) {
            throw new BadArgument("drivers takes words and conditions, which a trace meets or not; meaning only says"
                    + " which traces are nearer. For example {\"query\": \"refund\", \"drivers\": true}");
        }
        Set<String> found = desk.store().search(search).stream()
                .map(Store.TraceRow::traceId)
                .collect(Collectors.toSet());
        RunSelection selection = RunSelection.of(desk.store(), run, member -> found.contains(member.traceId()));
        ObjectNode answer = Answers.object();
        answer.putArray("traces");
        answer.put("run_id", run.runId()).put("matches", selection.chosen()).put("of", selection.items());
        List<String> lines = DriverLines.of(selection.drivers(), LINES);
        lines.forEach(line -> answer.withArrayProperty("drivers").add("- " + Untrusted.line(line, 300)));
        answer.put("next_step", nextStep(selection, lines.isEmpty()));
        return Answers.answer(answer.put("note", Untrusted.NOTE));
    }

    private static String nextStep(RunSelection selection, boolean nothing) {
        if (selection.chosen() == 0 || selection.chosen() == selection.items()) {
            return (selection.chosen() == 0 ? "No item" : "Every item")
                    + " of the run matches, so there is nothing to compare. Use other conditions.";
        }
        return nothing
                ? "Nothing tells the matches apart from the rest beyond chance."
                : "These go together and need not be causes. The same call without drivers lists the matches.";
    }
}
