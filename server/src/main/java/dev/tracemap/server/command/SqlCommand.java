package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.Store.SqlResult;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks the store in SQL.
@picocli.CommandLine.Command(name = "sql", description = "Read-only SQL over events, summaries, runs and clusters.")
final class SqlCommand implements Command.OnDirectory {
    private static final int CELL = 60;

    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "SELECT", description = "One query.")
    String query = "";

    @Option(names = "--max-rows", description = "At most this many rows; default 1000.")
    int maxRows = 1_000;

    @Option(names = "--time-limit", paramLabel = "SECONDS", description = "Default 60.")
    int timeLimit = 60;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) {
        SqlResult result = workspace.shown().query(query, maxRows, Duration.ofSeconds(timeLimit));
        if (common.json) {
            ObjectNode document = Json.object();
            document.set("columns", Json.of(result.columns()));
            document.set("rows", Json.of(result.rows()));
            Json.print(console.out(), document.put("truncated", result.truncated()));
            return 0;
        }
        Table table = new Table();
        result.columns().forEach(column -> table.text(column, CELL));
        result.rows().forEach(row -> table.row(row.stream().map(String::valueOf).toArray(String[]::new)));
        table.print(console.out());
        if (result.truncated()) {
            console.err().println("only the first " + maxRows + " rows; --max-rows shows more");
        }
        return 0;
    }
}
