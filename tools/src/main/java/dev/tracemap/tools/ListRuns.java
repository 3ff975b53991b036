package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.RunRecord;
import java.util.List;

/// The runs there are.
final class ListRuns {
    private ListRuns() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "list_runs",
                "Runs",
                "Lists clustering runs, newest first: id, status, level, window, items, clusters, noise.",
                new Schema()
                        .whole("limit", "Default 20, at most 200")
                        .text("cursor", Desk.CURSOR)
                        .input(),
                new Schema()
                        .objects("runs", "")
                        .text("next_cursor", "")
                        .text("more", "")
                        .text("next_step", "")
                        .required("runs")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        int limit = arguments.whole("limit", 20, 1, 200);
        int from = Answers.cursor(arguments);
        List<RunRecord> runs = desk.runs().list(desk.teamId(), Integer.MAX_VALUE);
        ObjectNode answer = Answers.object();
        ArrayNode rows = answer.putArray("runs");
        runs.stream().skip(from).limit(limit).forEach(run -> {
            ObjectNode row = Answers.run(desk, run);
            row.remove("warnings");
            rows.add(row);
        });
        Answers.page(answer, rows.size(), from + rows.size(), runs.size(), "raise limit");
        if (runs.isEmpty()) {
            answer.put("next_step", desk.firstStep());
        }
        return Answers.answer(answer);
    }
}
