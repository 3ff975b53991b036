package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.selftest.FailureClusters;
import dev.tracemap.store.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Measures clusters along the failure axis on labelled traces.
@picocli.CommandLine.Command(
        name = "failures",
        description = "Cluster a folder of labelled traces along failure and hold the clusters against the labels.")
final class BenchFailuresCommand implements Command.Here {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final String LABELS = "labels.jsonl.gz";

    @Mixin
    Common common = new Common();

    @Parameters(
            paramLabel = "FOLDER",
            description =
                    "Holds labels.jsonl.gz (trace_id, leaf or success) and events.posthog.jsonl.gz or otlp.*.jsonl.gz.")
    Path folder = Path.of(".");

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        Path data = console.resolve(folder);
        FailureClusters found;
        try (Scratch scratch = Scratch.make("tracemap-failures");
                Workspace workspace = new Workspace(scratch.directory(), CLOCK)) {
            workspace
                    .imports()
                    .importAll(files(data), InputStream.nullInputStream(), null, Workspace.TEAM, (_, _, _, _) -> {});
            ObjectNode inputs = Json.object()
                    .put("from", "2000-01-01T00:00:00Z")
                    .put("to", CLOCK.instant().plus(Duration.ofDays(365)).toString())
                    .put("max_samples", "all")
                    .put("axis", "failure");
            RunRecord run = Runner.run(workspace, RunInputs.parse(inputs), null, console);
            found = FailureClusters.of(workspace.store().figures(run), data.resolve(LABELS));
        } catch (IOException e) {
            throw new CommandFailed("cannot read " + folder + ": " + e.getMessage());
        }
        if (common.json) {
            Json.print(console.out(), found.toJson());
        } else {
            found.lines().forEach(console.out()::println);
        }
        return 0;
    }

    private static List<String> files(Path folder) throws IOException {
        Path events = folder.resolve("events.posthog.jsonl.gz");
        if (Files.exists(events)) {
            return List.of(events.toString());
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith("otlp."))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }
}
