package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Taxonomy;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store.NamedBy;
import dev.tracemap.store.TaxonomyEdit;
import dev.tracemap.store.TaxonomyEdit.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// What people change about clusters so that it lasts, and the log of it.
final class EditTaxonomy {
    private static final List<String> ACTIONS =
            List.of("log", "rename", "pin", "merge", "split", "ignore", "note", "undo");
    private static final List<String> MAKERS = List.of("agent", "user");
    private static final int PAGE = 20;

    private EditTaxonomy() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "edit_taxonomy",
                "Edit the clusters",
                "Changes clusters so that later runs keep it: rename (text = the title), pin (keep the present title),"
                        + " merge (with = the other ids; one cluster from the next run on), split (asks for a closer look),"
                        + " ignore (left out of lists), note (text), undo (edit_id). log lists all edits and what became of"
                        + " them.",
                new Schema()
                        .word("action", ACTIONS, "Default log")
                        .whole("cluster_id", "")
                        .any("with", "Ids to merge")
                        .text("text", "")
                        .whole("edit_id", "")
                        .word("made_by", MAKERS, "user = a person wants it")
                        .text("run_id", Desk.RUN_ID)
                        .text("cursor", Desk.CURSOR)
                        .input(),
                new Schema()
                        .object("edit", "")
                        .objects("log", "Newest first")
                        .text("next_cursor", "")
                        .text("more", "")
                        .text("next_step", "")
                        .text("url", "")
                        .text("note", "")
                        .output(),
                Tool.Behaviour.WRITE,
                Answers.advising(arguments -> Answers.answer(answer(desk, arguments))));
    }

    private static ObjectNode answer(Desk desk, Arguments arguments) {
        String action = arguments.word("action", ACTIONS);
        return switch (action) {
            case "log" -> log(desk, arguments);
            case "undo" -> undone(desk, arguments);
            default -> made(desk, arguments, Action.valueOf(action.toUpperCase(Locale.ROOT)));
        };
    }

    private static ObjectNode log(Desk desk, Arguments arguments) {
        List<Taxonomy.Entry> all = taxonomy(desk).log(desk.teamId());
        int from = Answers.cursor(arguments);
        ObjectNode answer = Answers.object();
        ArrayNode rows = answer.putArray("log");
        all.stream().skip(from).limit(PAGE).map(EditTaxonomy::row).forEach(rows::add);
        Answers.page(answer, rows.size(), from + rows.size(), all.size(), "undo what is not needed");
        if (all.isEmpty()) {
            answer.put(
                    "next_step",
                    "Nothing was edited yet. Example: {\"action\": \"rename\", \"cluster_id\": 0, \"text\": \"Refunds\"}");
        }
        return answer.put("note", Untrusted.NOTE);
    }

    private static ObjectNode row(Taxonomy.Entry entry) {
        ObjectNode row = row(entry.last());
        if (!entry.first().runId().equals(entry.last().runId())) {
            row.put("since_run", entry.first().runId());
        }
        return row;
    }

    private static ObjectNode row(TaxonomyEdit edit) {
        ObjectNode row = Answers.object()
                .put("edit_id", edit.editId())
                .put("action", edit.action().wire());
        if (!edit.text().isEmpty()) {
            row.put("text", Untrusted.line(edit.text(), 300));
        }
        row.put("made_by", Answers.word(edit.madeBy()));
        row.put("made_at", edit.madeAt().toString());
        row.put("run_id", edit.runId());
        ArrayNode clusters = row.putArray("cluster_ids");
        edit.clusters().forEach(clusters::add);
        if (edit.over()) {
            row.put("over", true);
        }
        if (!edit.remark().isEmpty()) {
            row.put("remark", Untrusted.line(edit.remark(), 300));
        }
        return row;
    }

    private static ObjectNode undone(Desk desk, Arguments arguments) {
        int id = arguments.required("edit_id", arguments.whole("edit_id", 1, Integer.MAX_VALUE), "3");
        ObjectNode answer = Answers.object();
        answer.set("edit", row(taxonomy(desk).undo(desk.teamId(), id, maker(arguments))));
        return answer.put("next_step", "A run that was made under it stays as it is; the next one is free of it.");
    }

    private static ObjectNode made(Desk desk, Arguments arguments, Action action) {
        RunRecord run = desk.completeRun(arguments);
        Set<Integer> clusters = new TreeSet<>(arguments.wholes("with", "[3, 5]"));
        int first = arguments.required("cluster_id", arguments.whole("cluster_id", 0, Integer.MAX_VALUE), "3");
        List<Integer> ids = new ArrayList<>(List.of(first));
        clusters.stream().filter(id -> id != first).forEach(ids::add);
        TaxonomyEdit edit =
                taxonomy(desk).edit(run, new Taxonomy.Wish(action, ids, arguments.text("text", ""), maker(arguments)));
        ObjectNode answer = Answers.object();
        answer.set("edit", row(edit));
        answer.put("next_step", nextStep(run, edit));
        desk.pages().cluster(run.runId(), first).ifPresent(url -> answer.put("url", url));
        return answer;
    }

    private static String nextStep(RunRecord run, TaxonomyEdit edit) {
        return switch (edit.action()) {
            case RENAME, PIN -> "Later runs keep this title as long as the cluster goes on.";
            case MERGE -> "This run stays as it is; the next one shows them as one. run_clustering makes one now.";
            case SPLIT ->
                "To look into it: run_clustering {\"scope\": {\"run_id\": \"" + run.runId() + "\", \"cluster_id\": "
                        + edit.clusters().getFirst() + "}}.";
            case IGNORE -> "Lists leave it out from now on and count it in one line; undo brings it back.";
            case NOTE -> "get_cluster shows it.";
        };
    }

    /// What stands about a cluster, a line each.
    static List<String> lines(Desk desk, RunRecord run, int clusterId) {
        return taxonomy(desk).standing(run).stream()
                .filter(edit -> edit.clusters().contains(clusterId))
                .map(edit -> "- edit " + edit.editId() + ", " + edit.action().wire()
                        + (edit.text().isEmpty() ? "" : ": " + Untrusted.line(edit.text(), 300)) + " ("
                        + Answers.word(edit.madeBy()) + ", "
                        + edit.madeAt().toString().substring(0, 10) + ")"
                        + (edit.remark().isEmpty() ? "" : "; " + Untrusted.line(edit.remark(), 200)))
                .toList();
    }

    static Taxonomy taxonomy(Desk desk) {
        return new Taxonomy(desk.store(), desk.clock());
    }

    private static NamedBy maker(Arguments arguments) {
        return arguments.word("made_by", MAKERS).equals("user") ? NamedBy.USER : NamedBy.AGENT;
    }
}
