package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Guardrail;
import dev.tracemap.run.MonitorDigest;
import dev.tracemap.run.Monitors;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.MonitorSql;
import java.util.List;

/// What is watched for and how it stands; one monitor with its hits, or as something to be used elsewhere.
final class ListMonitors {
    private static final List<String> EXPORTS = List.of("none", "duckdb", "clickhouse", "guardrail");
    private static final int PAGE = 20;
    private static final int HITS = 10;
    private static final int WEIGHT = 12_000;

    private ListMonitors() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "list_monitors",
                "List monitors",
                "Monitors by state (new, ongoing, rising, quiet), and a digest of what was born, grew or fails more. With"
                        + " monitor_id: its hits, alerts and back-test; with export: as SQL, or as a guardrail to paste.",
                new Schema()
                        .text("monitor_id", "")
                        .word("export", EXPORTS, "")
                        .text("cursor", Desk.CURSOR)
                        .input(),
                new Schema()
                        .texts("digest", "")
                        .objects("monitors", "")
                        .object("monitor", "")
                        .object("back_test", "")
                        .objects("hits", "Newest first")
                        .objects("alerts", "")
                        .texts("export", "Lines")
                        .text("next_cursor", "")
                        .text("more", "")
                        .text("next_step", "")
                        .text("note", "")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> Answers.answer(answer(desk, arguments))));
    }

    private static ObjectNode answer(Desk desk, Arguments arguments) {
        String id = arguments.text("monitor_id");
        return id == null ? all(desk, arguments) : one(desk, id, arguments.word("export", EXPORTS));
    }

    private static ObjectNode all(Desk desk, Arguments arguments) {
        List<Monitors.Standing> all = new Monitors(desk.store(), desk.clock()).list(desk.teamId());
        int from = Answers.cursor(arguments);
        ObjectNode answer = Answers.object();
        ArrayNode digest = answer.putArray("digest");
        MonitorDigest.of(desk.store(), all, desk.runs().latest(desk.teamId())).stream()
                .limit(PAGE)
                .forEach(line -> digest.add(Untrusted.line(line, 200)));
        ArrayNode rows = answer.putArray("monitors");
        all.stream().skip(from).limit(PAGE).map(MonitorRows::row).forEach(rows::add);
        Answers.page(answer, rows.size(), from + rows.size(), all.size(), "delete those you do not need");
        if (all.isEmpty()) {
            answer.put("next_step", "Nothing is watched for yet. Example: save_monitor {\"cluster_id\": 0}");
        }
        return answer.put("note", Untrusted.NOTE);
    }

    private static ObjectNode one(Desk desk, String id, String export) {
        Monitors monitors = new Monitors(desk.store(), desk.clock());
        MonitorRecord monitor = monitors.find(desk.teamId(), id);
        ObjectNode answer = Answers.object();
        if (!export.equals("none")) {
            ArrayNode lines = answer.putArray("export");
            String text = exported(desk, monitor, export);
            if (Answers.weight(text) > WEIGHT) {
                throw new BadArgument(
                        "the text is too long to be shown here: have somebody run ./tracemap monitors export " + id
                                + " --format " + export + " -o FILE");
            }
            text.lines().forEach(line -> lines.add(Untrusted.clean(line)));
            return answer.put("note", Untrusted.NOTE);
        }
        monitors.list(desk.teamId()).stream()
                .filter(standing -> standing.monitor().monitorId().equals(id))
                .forEach(standing -> answer.set("monitor", MonitorRows.row(standing)));
        answer.set("back_test", MonitorRows.test(monitor));
        ArrayNode hits = answer.putArray("hits");
        desk.store().monitors().hits(desk.teamId(), id, HITS).forEach(shown -> hits.add(MonitorRows.hit(shown)));
        ArrayNode alerts = answer.putArray("alerts");
        monitor.standing().alerts().forEach(alert -> alerts.add(MonitorRows.alert(alert)));
        return answer.put("note", Untrusted.NOTE);
    }

    private static String exported(Desk desk, MonitorRecord monitor, String export) {
        return export.equals("guardrail")
                ? new Guardrail(desk.store(), desk.runs().redactor()).of(monitor)
                : MonitorSql.of(monitor, MonitorSql.engine(export));
    }
}
