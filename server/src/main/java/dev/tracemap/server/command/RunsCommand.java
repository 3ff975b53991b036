package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Amounts;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.RunRecord;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Lists runs.
@picocli.CommandLine.Command(name = "runs", description = "List runs, newest first.")
final class RunsCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Option(names = "--limit", description = "At most this many; default 100.")
    int limit = 100;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) {
        List<RunRecord> runs = workspace.runs().list(Workspace.TEAM, limit);
        if (common.json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            runs.forEach(run -> all.add(Json.run(run)));
            Json.print(console.out(), all);
        } else if (runs.isEmpty()) {
            console.out().println("No run yet: ./tracemap run makes one.");
        } else {
            print(runs, console);
        }
        return 0;
    }

    private static void print(List<RunRecord> runs, Console console) {
        Table table = new Table()
                .text("run", 60)
                .text("status", 10)
                .number("items")
                .number("clusters")
                .number("in none")
                .number("took");
        for (RunRecord run : runs) {
            table.row(
                    run.runId(),
                    run.status().wire(),
                    Amounts.count(run.items()),
                    Amounts.count(run.clusters()),
                    Amounts.count(run.noise()),
                    Amounts.seconds(run.seconds()));
        }
        table.print(console.out());
    }
}
