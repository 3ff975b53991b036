package dev.tracemap.server.command;

import dev.tracemap.run.Deletions;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.store.Deleted;
import dev.tracemap.store.Deletion;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Forgets traces with all that was derived from them.
@picocli.CommandLine.Command(
        name = "delete",
        description = "Delete traces with all that was derived from them, and write the file anew without them.")
final class DeleteCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Option(names = "--before", paramLabel = "DATE", description = "What ended before this day or moment (UTC).")
    @Nullable
    String before;

    @Option(names = "--user", paramLabel = "ID", description = "Every trace in which this distinct id has an event.")
    @Nullable
    String user;

    @Option(names = "--trace", paramLabel = "ID", description = "One trace.")
    @Nullable
    String trace;

    @Option(names = "--team", paramLabel = "N", description = "Alone: all that the team has. Else: in which team.")
    @Nullable
    Long team;

    @Option(names = "--dry-run", description = "Count only.")
    boolean dryRun;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public void check() {
        long named = Stream.of(before != null, user != null, trace != null)
                .filter(given -> given)
                .count();
        if (named > 1 || (named == 0 && team == null)) {
            throw new IllegalArgumentException("say what to delete: --before DATE, --user ID, --trace ID, or --team N"
                    + " alone for all of a team");
        }
        if (before != null) {
            moment(before);
        }
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        Deletion what = deletion(workspace.store());
        Deleted deleted = dryRun
                ? workspace.store().deletable(what)
                : new Deletions(workspace.store(), workspace.runs())
                        .delete(what)
                        .orElseThrow(() -> new CommandFailed("a run is at work on these data; wait until ./tracemap"
                                + " runs shows it complete, then delete"));
        if (common.json) {
            Json.print(
                    console.out(),
                    Json.object()
                            .put("dry_run", dryRun)
                            .put("traces", deleted.traces())
                            .put("events", deleted.events())
                            .put("summaries", deleted.summaries())
                            .put("embeddings", deleted.embeddings())
                            .put("vectors", deleted.vectors())
                            .put("memberships", deleted.memberships())
                            .put("runs", deleted.runs())
                            .put("names", deleted.names()));
        } else {
            console.out()
                    .println((dryRun ? "Would delete " : "Deleted ") + deleted.traces() + " traces: " + deleted.events()
                            + " events, " + deleted.summaries() + " summaries, " + deleted.embeddings()
                            + " embeddings, " + deleted.vectors() + " vectors, " + deleted.memberships()
                            + " places in runs, " + deleted.runs() + " whole runs, " + deleted.names()
                            + " names of clusters.");
        }
        return 0;
    }

    private Deletion deletion(Store store) {
        long of = team == null ? Workspace.TEAM : team;
        if (before != null) {
            return new Deletion.Before(of, moment(before));
        }
        if (user != null) {
            return new Deletion.OfUser(of, user);
        }
        if (trace != null) {
            return new Deletion.OfTrace(
                    of, store.trace(of, trace).map(Trace::id).orElse(trace));
        }
        return new Deletion.OfTeam(of);
    }

    private static Instant moment(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--before takes a day or a moment, such as 2026-08-01 or 2026-08-01T12:00:00Z, not '" + text + "'",
                    e);
        }
    }
}
