package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.Format;
import dev.tracemap.ingest.ImportReport;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Amounts;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.ProgressDisplay;
import dev.tracemap.server.console.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Brings trace files in.
@picocli.CommandLine.Command(
        name = "import",
        description = "Import trace files of any known format; doing it twice changes nothing.")
final class ImportCommand implements Command.OnDirectory {
    private static final int SHOWN = 20;

    @Mixin
    Common common = new Common();

    @Option(
            names = "--format",
            description = "auto (default: told from the content), posthog, otlp, chat, claude-code or codex.")
    String format = "auto";

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files, folders, globs, .gz, or - for standard input.")
    List<String> paths = new ArrayList<>();

    @Override
    public Common common() {
        return common;
    }

    @Override
    public void check() {
        forced();
    }

    @Override
    public int run(Workspace workspace, Console console) {
        List<String> sources = paths.stream()
                .map(path ->
                        path.equals("-") ? path : console.resolve(Path.of(path)).toString())
                .toList();
        ImportReport report;
        try (ProgressDisplay display = new ProgressDisplay(console)) {
            report = workspace
                    .imports()
                    .importAll(
                            sources,
                            console.in(),
                            forced(),
                            Workspace.TEAM,
                            (file, bytes, total, events) -> display.at(
                                    "import", total > 0 ? (double) bytes / total : 0, (double) events, "events"));
        }
        workspace.watch().look(Workspace.TEAM);
        if (common.json) {
            Json.print(console.out(), document(report));
        } else {
            print(report, console);
        }
        return report.succeeded() ? 0 : 1;
    }

    private @Nullable Format forced() {
        return format.equals("auto") ? null : Format.fromWire(format);
    }

    private static ObjectNode document(ImportReport report) {
        ObjectNode document = Json.object()
                .put("read", report.read())
                .put("stored", report.stored())
                .put("duplicates", report.duplicates())
                .put("rejected", report.rejected())
                .put("skipped", report.skipped());
        ArrayNode errors = document.putArray("errors");
        for (ImportReport.ImportError error : report.errors()) {
            ObjectNode row = errors.addObject().put("file", error.file());
            if (error.line() != null) {
                row.put("line", error.line());
            }
            row.put("reason", error.reason());
        }
        document.put("more_errors", report.moreErrors());
        document.set("formats", Json.of(report.formats()));
        document.put("unpriced", report.unpriced());
        document.set("unpriced_models", Json.of(report.unpricedModels()));
        document.set("conflicting", Json.of(report.conflicting()));
        document.set("warnings", Json.of(report.warnings()));
        return document;
    }

    private static void print(ImportReport report, Console console) {
        Table table = new Table()
                .text("format", 12)
                .number("files")
                .number("read")
                .number("stored")
                .number("duplicates")
                .number("rejected")
                .number("skipped");
        report.formats()
                .forEach((name, counts) -> table.row(
                        name,
                        Amounts.count(counts.files()),
                        Amounts.count(counts.read()),
                        Amounts.count(counts.stored()),
                        Amounts.count(counts.duplicates()),
                        Amounts.count(counts.rejected()),
                        Amounts.count(counts.skipped())));
        if (!report.formats().isEmpty()) {
            table.print(console.out());
        }
        remarks(report).forEach(remark -> console.err().println(Table.plain(remark)));
        if (!report.succeeded()) {
            console.err().println("nothing was imported");
        }
    }

    private static List<String> remarks(ImportReport report) {
        List<String> remarks = new ArrayList<>();
        report.errors().stream()
                .limit(SHOWN)
                .forEach(error -> remarks.add(
                        error.file() + (error.line() == null ? "" : ":" + error.line()) + ": " + error.reason()));
        long more = report.errors().size()
                + report.moreErrors()
                - Math.min(SHOWN, report.errors().size());
        if (more > 0) {
            remarks.add("and " + Amounts.count(more) + " more; --json lists them");
        }
        report.warnings().stream().limit(SHOWN).forEach(warning -> remarks.add("note: " + warning));
        if (!report.conflicting().isEmpty()) {
            remarks.add("note: " + report.conflicting().size()
                    + " events came with an id that another event has; the first " + "one stays (for instance "
                    + report.conflicting().getFirst() + ")");
        }
        if (report.unpriced() > 0) {
            remarks.add("note: no price is known for "
                    + String.join(", ", report.unpricedModels().keySet()) + ": "
                    + Amounts.count(report.unpriced()) + " calls have no cost; put prices into prices.json in the data "
                    + "directory");
        }
        return remarks;
    }
}
