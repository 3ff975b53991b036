package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.SqlRefused;
import dev.tracemap.store.Store;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Read-only SQL for what no other tool answers.
final class QuerySql {
    private static final int ROWS = 200;
    private static final int CELL = 500;
    private static final int CHARACTERS = 14_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private QuerySql() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "query_sql",
                "Read-only SQL",
                "Runs one SELECT on the store. Tables: events(event, timestamp, distinct_id,"
                        + " properties JSON, trace_id, session_id, span_name, model,"
                        + " input_tokens, output_tokens, total_cost_usd, latency, is_error, error), runs, clusters,"
                        + " memberships, item_digests; DESCRIBE shows columns. A property: properties->>'/$ai_http_status'. Aggregate: at most "
                        + ROWS
                        + " rows come back.",
                new Schema()
                        .text("sql", "e.g. SELECT model, count(*) FROM events GROUP BY model")
                        .required("sql")
                        .input(),
                new Schema()
                        .texts("columns", "")
                        .any("rows", "A list of lists")
                        .flag("truncated", "")
                        .text("more", "")
                        .text("note", "")
                        .required("columns", "rows", "truncated")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        String sql = arguments.required("sql", arguments.text("sql"), "\"SELECT count(*) FROM events\"");
        try {
            return Answers.answer(table(desk.store().query(sql, ROWS, LIMIT)));
        } catch (SqlRefused e) {
            throw new BadArgument(Untrusted.clean(String.valueOf(e.getMessage())));
        }
    }

    private static ObjectNode table(Store.SqlResult result) {
        ObjectNode answer = Answers.object();
        ArrayNode columns = answer.putArray("columns");
        result.columns().forEach(column -> columns.add(Untrusted.line(column, 100)));
        ArrayNode rows = answer.putArray("rows");
        int characters = 0;
        boolean cut = result.truncated();
        for (List<@Nullable Object> row : result.rows()) {
            ArrayNode cells = Answers.object().arrayNode();
            for (Object cell : row) {
                add(cells, cell);
            }
            characters += cells.toString().length();
            if (characters > CHARACTERS && !rows.isEmpty()) {
                cut = true;
                break;
            }
            rows.add(cells);
        }
        answer.put("truncated", cut);
        if (cut) {
            answer.put("more", "only the first " + rows.size() + " rows are shown; aggregate, or add WHERE and LIMIT");
        }
        answer.put("note", Untrusted.NOTE);
        return answer;
    }

    private static void add(ArrayNode cells, @Nullable Object cell) {
        switch (cell) {
            case null -> cells.addNull();
            case Integer number -> cells.add(number);
            case Long number -> cells.add(number);
            case Double number when Double.isFinite(number) -> cells.add(number);
            case Boolean flag -> cells.add(flag);
            default -> cells.add(Untrusted.line(cell.toString(), CELL));
        }
    }
}
