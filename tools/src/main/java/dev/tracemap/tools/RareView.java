package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RareLanes;
import dev.tracemap.run.RareRow;
import dev.tracemap.store.ItemFigures;
import dev.tracemap.store.RunRecord;
import java.util.List;

/// What is rare in a run, a row each: `get_clusters` with the view of that name.
final class RareView {
    private static final int REASON = 300;

    private final Desk desk;
    private final RareLanes lanes;

    RareView(Desk desk) {
        this.desk = desk;
        this.lanes = new RareLanes(desk.store());
    }

    ObjectNode of(RunRecord run, int from, int limit) {
        List<RareRow> rare = lanes.of(run);
        ObjectNode answer = Answers.object();
        answer.set("run", Answers.run(desk, run));
        ArrayNode rows = answer.putArray("rare");
        rare.stream().skip(from).limit(limit).map(RareView::row).forEach(rows::add);
        Answers.page(answer, rows.size(), from + rows.size(), rare.size(), "look at what is above");
        if (from == 0 && !rare.isEmpty()) {
            answer.put("next_step", "get_trace {\"trace_id\": …} shows the first item of a row.");
        }
        return answer.put("note", Untrusted.NOTE);
    }

    private static ObjectNode row(RareRow rare) {
        ItemFigures first = rare.items().getFirst();
        ObjectNode row = Answers.object();
        row.put("items", rare.items().size());
        row.put("reason", Untrusted.line(rare.reason(), REASON));
        row.put("severity", Math.round(rare.severity() * 10) / 10.0);
        row.put("isolation", Math.round(rare.isolation() * 100) / 100.0);
        row.put("trace_id", Answers.id(first.traceId()));
        row.put("title", Answers.title(first.title()));
        return row;
    }
}
