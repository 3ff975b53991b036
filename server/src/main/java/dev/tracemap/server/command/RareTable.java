package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RareRow;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.ItemFigures;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Shows what is rare in a run.
final class RareTable {
    private RareTable() {}

    static void print(PrintStream out, List<RareRow> rows, boolean json) {
        if (json) {
            ObjectNode document = Json.object();
            ArrayNode array = document.putArray("rare");
            rows.forEach(row -> array.add(json(row)));
            Json.print(out, document);
            return;
        }
        Table table = new Table()
                .number("items")
                .number("severity")
                .number("isolation")
                .text("first item", 36)
                .text("title", 44);
        rows.forEach(row -> table.row(
                String.valueOf(row.items().size()),
                String.format(Locale.ROOT, "%.1f", row.severity()),
                String.format(Locale.ROOT, "%.2f", row.isolation()),
                row.items().getFirst().itemId(),
                row.items().getFirst().title()));
        table.print(out);
        out.println();
        for (int i = 0; i < rows.size(); i++) {
            out.println((i + 1) + ". " + Table.plain(rows.get(i).reason()));
        }
        if (rows.isEmpty()) {
            out.println("nothing is rare in this run");
        }
    }

    private static ObjectNode json(RareRow rare) {
        ObjectNode row = Json.object()
                .put("kind", rare.kind().name().toLowerCase(Locale.ROOT))
                .put("reason", rare.reason())
                .put("severity", rare.severity())
                .put("isolation", rare.isolation())
                .put("score", rare.score())
                .put("cluster_id", rare.clusterId());
        row.set("items", Json.of(rare.items().stream().map(ItemFigures::itemId).toList()));
        row.set(
                "traces",
                Json.of(rare.items().stream()
                        .map(ItemFigures::traceId)
                        .distinct()
                        .toList()));
        return row;
    }
}
