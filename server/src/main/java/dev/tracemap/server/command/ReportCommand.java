package dev.tracemap.server.command;

import dev.tracemap.run.RunReport.Part;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.server.picture.MapPicture;
import dev.tracemap.server.picture.ReportPage;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.tools.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes the findings of a run as Markdown and as one HTML page.
@picocli.CommandLine.Command(
        name = "report",
        description = "Write what is worth knowing about a run: NAME.md with NAME.svg, and NAME.html, which holds all.")
final class ReportCommand implements Command.OnDirectory {
    private static final int LEAD = 3;

    @Mixin
    Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Default: the latest complete one.")
    @Nullable
    String runId;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NAME",
            description = "Path without ending (default: tracemap-report in this folder).")
    Path output = Path.of("tracemap-report");

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        Results.requireWhole(workspace, "report");
        RunRecord run = Results.complete(workspace, runId);
        Store store = workspace.store();
        List<Part> parts = Report.of(store, workspace.runs(), run);
        String map = MapPicture.svg(
                run, store.clusters(run.runId()), store.memberships(run.runId(), null, 0, Integer.MAX_VALUE));
        Path base = console.resolve(output);
        Path picture = file(base, ".svg");
        Path markdown = file(base, ".md");
        Path html = file(base, ".html");
        try {
            Files.writeString(picture, map);
            Files.writeString(markdown, Report.markdown(parts, String.valueOf(picture.getFileName())));
            Files.writeString(html, ReportPage.html(parts, map));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + base + ": " + e.getMessage(), e);
        }
        List<String> leads = parts.stream()
                .filter(part -> part instanceof Part.Heading heading && heading.depth() == LEAD)
                .map(part -> ((Part.Heading) part).text())
                .toList();
        if (common.json) {
            var document = Json.object()
                    .put("run_id", run.runId())
                    .put("markdown", markdown.toString())
                    .put("html", html.toString())
                    .put("map", picture.toString());
            leads.forEach(document.putArray("leads")::add);
            Json.print(console.out(), document);
        } else {
            leads.forEach(lead -> console.out().println("- " + Table.plain(lead)));
            console.out().println("Written: " + markdown + ", " + html);
        }
        return 0;
    }

    private static Path file(Path base, String ending) {
        return base.resolveSibling(base.getFileName() + ending);
    }
}
