package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.Format;
import dev.tracemap.ingest.ImportReport;
import dev.tracemap.ingest.ImportReport.ImportError;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Brings trace files of this machine into the store.
final class ImportTraces {
    private static final int SHOWN_ERRORS = 10;

    private ImportTraces() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "import_traces",
                "Import trace files",
                "Imports LLM traces from files, folders or globs on this machine: PostHog events, OTLP/JSON, chat JSONL or CSV,"
                        + " Claude Code session logs (~/.claude/projects), Codex rollouts; .gz too. The format is found from"
                        + " the content. Importing twice changes nothing.",
                new Schema()
                        .texts("paths", "e.g. [\"~/.claude/projects\"]")
                        .word(
                                "format",
                                Stream.concat(Stream.of("auto"), formats()).toList(),
                                "Default auto")
                        .required("paths")
                        .input(),
                new Schema()
                        .whole("read", "Events, after conversion")
                        .whole("stored", "")
                        .whole("duplicates", "There already")
                        .whole("rejected", "")
                        .whole("skipped", "Source lines of no interest")
                        .objects("formats", "")
                        .objects("errors", "")
                        .whole("more_errors", "")
                        .texts("warnings", "")
                        .text("next_step", "")
                        .required("read", "stored", "duplicates", "rejected", "skipped")
                        .output(),
                Tool.Behaviour.WRITE,
                (json, call) -> Answers.advise(() -> answer(desk, new Arguments(json), call)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments, Call call) {
        if (!desk.isFirst()) {
            throw new BadArgument("only the team that runs this server may import its files. Send traces to the server"
                    + " instead, over OTLP, PostHog's or Langfuse's protocol, with your team's key.");
        }
        List<String> paths = arguments.texts("paths");
        if (paths.isEmpty()) {
            throw new BadArgument(
                    "paths is missing. Example: {\"paths\": [\"~/.claude/projects\", \"/data/traces.jsonl.gz\"]}");
        }
        if (paths.contains("-")) {
            throw new BadArgument("standard input cannot be imported through this tool; name files or folders");
        }
        String word = arguments.text("format", "auto");
        Format format = word.equals("auto") ? null : Format.fromWire(word);
        ImportReport report = desk.imports()
                .importAll(
                        paths.stream().map(ImportTraces::expand).toList(),
                        InputStream.nullInputStream(),
                        format,
                        desk.teamId(),
                        (file, bytes, total, events) ->
                                call.progress(total > 0 ? (double) bytes / total : 0, events + " events read"));
        if (!report.succeeded()) {
            throw new BadArgument("nothing was imported. " + reasons(report));
        }
        return Answers.answer(counts(report));
    }

    private static ObjectNode counts(ImportReport report) {
        ObjectNode answer = Answers.object();
        answer.put("read", report.read());
        answer.put("stored", report.stored());
        answer.put("duplicates", report.duplicates());
        answer.put("rejected", report.rejected());
        answer.put("skipped", report.skipped());
        ArrayNode formats = answer.putArray("formats");
        report.formats().forEach((format, counts) -> formats.addObject()
                .put("format", format)
                .put("files", counts.files())
                .put("stored", counts.stored()));
        if (!report.errors().isEmpty()) {
            ArrayNode errors = answer.putArray("errors");
            report.errors().stream().limit(SHOWN_ERRORS).forEach(error -> errors.add(error(error)));
            long more = report.errors().size() + report.moreErrors() - errors.size();
            if (more > 0) {
                answer.put("more_errors", more);
            }
        }
        ArrayNode warnings = answer.putArray("warnings");
        report.warnings().forEach(warning -> warnings.add(Untrusted.line(warning, 300)));
        if (report.unpriced() > 0) {
            warnings.add(report.unpriced() + " model calls have no cost: no price is known for "
                    + report.unpricedModels().keySet().stream()
                            .limit(5)
                            .map(model -> Untrusted.line(model, 60))
                            .collect(Collectors.joining(", ")));
        }
        answer.put(
                "next_step", "run_clustering {} clusters the last 7 days; {\"lookback_days\": 365} goes further back.");
        return answer;
    }

    private static ObjectNode error(ImportError error) {
        ObjectNode row = Answers.object();
        row.put("file", Untrusted.line(error.file(), 300));
        if (error.line() != null) {
            row.put("line", error.line());
        }
        row.put("reason", Untrusted.line(error.reason(), 300));
        return row;
    }

    private static String reasons(ImportReport report) {
        return report.errors().stream()
                .limit(SHOWN_ERRORS)
                .map(error -> error.file() + (error.line() == null ? "" : " line " + error.line()) + ": "
                        + Untrusted.line(error.reason(), 300))
                .collect(Collectors.joining("; "));
    }

    private static Stream<String> formats() {
        return Arrays.stream(Format.values()).map(Format::wire);
    }

    /// Agents write paths as people do.
    private static String expand(String path) {
        return path.equals("~") || path.startsWith("~/")
                ? Path.of(System.getProperty("user.home")) + path.substring(1)
                : path;
    }
}
