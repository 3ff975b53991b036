package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.page.PageFile;
import dev.tracemap.server.picture.MapImage;
import dev.tracemap.server.picture.MapPicture;
import dev.tracemap.store.Membership;
import dev.tracemap.store.ParquetExport;
import dev.tracemap.store.RunRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes one row per item of a run, or the run as a picture.
@picocli.CommandLine.Command(
        name = "export",
        description = "One row per item of a run: where it landed; or the map as a picture.")
final class ExportCommand implements Command.OnDirectory {
    private static final List<String> COLUMNS = List.of(
            "item_id",
            "trace_id",
            "cluster_id",
            "probability",
            "second_cluster_id",
            "second_probability",
            "distance_to_centroid",
            "rank",
            "x",
            "y",
            "title",
            "timestamp");

    enum Format {
        JSONL,
        CSV,
        PARQUET,
        SVG,
        PNG,
        HTML
    }

    @Mixin
    Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Default: the latest complete one.")
    @Nullable
    String runId;

    @Option(
            names = "--format",
            description =
                    "jsonl (default), csv, parquet; the map as svg or png; html: the page with this run in one file.")
    Format format = Format.JSONL;

    @Option(
            names = "--share-safe",
            description = "With html: figures, positions and names of tools only; nothing that stood in a trace.")
    boolean shareSafe;

    @Option(names = "-o", paramLabel = "FILE", description = "Default: standard output.")
    @Nullable
    Path file;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public void check() {
        if (format == Format.PARQUET && file == null) {
            throw new IllegalArgumentException("parquet needs a file: -o clusters.parquet");
        }
        if (format == Format.PNG && file == null) {
            throw new IllegalArgumentException("png needs a file: -o map.png");
        }
        if (shareSafe && format != Format.HTML) {
            throw new IllegalArgumentException("--share-safe goes with --format html only");
        }
        if (common.json && file == null) {
            throw new IllegalArgumentException("with --json the rows need a file: -o rows.jsonl");
        }
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        Results.requireWhole(workspace, "export");
        RunRecord run = Results.complete(workspace, runId);
        List<Membership> rows = workspace.store().memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        Path target = file == null ? null : console.resolve(file);
        if (target == null) {
            write(workspace, run, rows, console.out());
            return 0;
        }
        save(workspace, run, rows, target);
        if (common.json) {
            Json.print(
                    console.out(),
                    Json.object()
                            .put("run_id", run.runId())
                            .put("rows", rows.size())
                            .put("file", target.toString()));
        } else {
            console.err().println(rows.size() + " rows written to " + target);
        }
        return 0;
    }

    private void save(Workspace workspace, RunRecord run, List<Membership> rows, Path target) {
        if (format == Format.PARQUET) {
            ParquetExport.write(rows, target);
            return;
        }
        if (format == Format.PNG) {
            picture(workspace, run, rows, target);
            return;
        }
        try (PrintStream out = new PrintStream(target.toFile(), StandardCharsets.UTF_8)) {
            write(workspace, run, rows, out);
            if (out.checkError()) {
                throw new IOException("the file system took not all of it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    private static void picture(Workspace workspace, RunRecord run, List<Membership> rows, Path target) {
        try {
            Files.write(target, MapImage.png(run, workspace.store().clusters(run.runId()), rows));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    private void write(Workspace workspace, RunRecord run, List<Membership> rows, PrintStream out) {
        switch (format) {
            case CSV -> {
                out.print(String.join(",", COLUMNS) + "\r\n");
                rows.forEach(row -> out.print(csv(Json.row(row)) + "\r\n"));
            }
            case SVG -> out.print(MapPicture.svg(run, workspace.store().clusters(run.runId()), rows));
            case JSONL -> rows.forEach(row -> Json.print(out, Json.row(row)));
            case HTML -> out.print(PageFile.of(workspace.menu(), run, rows, shareSafe));
            case PARQUET, PNG -> throw new IllegalStateException(format + " is written by its own path");
        }
    }

    private static String csv(ObjectNode row) {
        return COLUMNS.stream().map(column -> cell(row.get(column))).collect(Collectors.joining(","));
    }

    /// Text is always quoted (RFC 4180). A title that begins like a formula gets a space, so that no spreadsheet
    /// runs it.
    private static String cell(@Nullable JsonNode value) {
        if (value == null) {
            return "";
        }
        if (!value.isTextual()) {
            return value.asText();
        }
        String text = value.textValue();
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? " " : "") + text.replace("\"", "\"\"") + '"';
    }
}
