package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Taxonomy;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store.NamedBy;
import dev.tracemap.store.TaxonomyEdit;
import dev.tracemap.store.TaxonomyEdit.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows what was changed about the clusters, or changes something.
@picocli.CommandLine.Command(
        name = "taxonomy",
        description = "Change clusters so that later runs keep it; without an action: what was changed so far.")
final class TaxonomyCommand implements Command.OnDirectory {
    private static final String UNDO = "undo";

    @Mixin
    Common common = new Common();

    @Parameters(
            arity = "0..1",
            index = "0",
            paramLabel = "ACTION",
            description = "rename, pin, merge, split, ignore, note or undo.")
    @Nullable
    String action;

    @Parameters(
            arity = "0..*",
            index = "1..*",
            paramLabel = "ID",
            description = "The cluster; all of them for merge; the edit for undo.")
    List<Integer> ids = List.of();

    @Option(names = "--text", paramLabel = "TEXT", description = "The title, or the note.")
    String text = "";

    @Option(names = "--run", paramLabel = "RUN", description = "Default: the latest complete one.")
    @Nullable
    String runId;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public void check() {
        if (action != null && !action.equals(UNDO)) {
            parsed(action);
        }
        if (action != null && ids.isEmpty()) {
            throw new IllegalArgumentException(action + " takes the id of "
                    + (action.equals(UNDO) ? "an edit" : "a cluster") + ", for example: ./tracemap taxonomy " + action
                    + " 3");
        }
    }

    private static Action parsed(String action) {
        for (Action each : Action.values()) {
            if (each.wire().equals(action.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "there is no action '" + action + "'; there are rename, pin, merge, split, ignore, note and undo");
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        Taxonomy taxonomy = new Taxonomy(workspace.store(), workspace.clock());
        List<Taxonomy.Entry> shown = new ArrayList<>();
        if (action == null) {
            shown.addAll(taxonomy.log(Workspace.TEAM));
        } else if (action.equals(UNDO)) {
            for (int id : ids) {
                TaxonomyEdit undone = taxonomy.undo(Workspace.TEAM, id, NamedBy.USER);
                shown.add(new Taxonomy.Entry(undone, undone));
            }
        } else {
            RunRecord run = Results.complete(workspace, runId);
            TaxonomyEdit made = taxonomy.edit(run, new Taxonomy.Wish(parsed(action), ids, text, NamedBy.USER));
            shown.add(new Taxonomy.Entry(made, made));
        }
        if (common.json) {
            ArrayNode rows = JsonNodeFactory.instance.arrayNode();
            shown.forEach(entry -> rows.add(json(entry)));
            Json.print(console.out(), rows);
        } else {
            print(console, shown);
        }
        return 0;
    }

    private static void print(Console console, List<Taxonomy.Entry> entries) {
        if (entries.isEmpty()) {
            console.out()
                    .println("Nothing was changed yet. For example: ./tracemap taxonomy rename 0 --text 'Refunds'");
            return;
        }
        Table table = new Table()
                .number("edit")
                .text("action", 8)
                .text("clusters", 10)
                .text("text", 40)
                .text("by", 6)
                .text("made", 20)
                .text("stands in", 34)
                .text("remark", 80);
        for (Taxonomy.Entry entry : entries) {
            TaxonomyEdit last = entry.last();
            table.row(
                    String.valueOf(last.editId()),
                    last.action().wire(),
                    last.clusters().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                    last.text(),
                    last.madeBy().name().toLowerCase(Locale.ROOT),
                    last.madeAt().toString(),
                    last.over() ? "over" : last.runId(),
                    last.remark());
        }
        table.print(console.out());
    }

    private static ObjectNode json(Taxonomy.Entry entry) {
        TaxonomyEdit last = entry.last();
        ObjectNode row = Json.object()
                .put("edit_id", last.editId())
                .put("action", last.action().wire())
                .put("text", last.text())
                .put("made_by", last.madeBy().name().toLowerCase(Locale.ROOT))
                .put("made_at", last.madeAt().toString())
                .put("since_run", entry.first().runId())
                .put("run_id", last.runId())
                .put("over", last.over())
                .put("remark", last.remark());
        ArrayNode clusters = row.putArray("cluster_ids");
        last.clusters().forEach(clusters::add);
        return row;
    }
}
