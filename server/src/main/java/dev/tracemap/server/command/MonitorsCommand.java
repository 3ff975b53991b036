package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.ReadableRule;
import dev.tracemap.run.Guardrail;
import dev.tracemap.run.MonitorDigest;
import dev.tracemap.run.MonitorWatch;
import dev.tracemap.run.Monitors;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Amounts;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.MonitorSql;
import dev.tracemap.tools.MonitorRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lists what is watched for, after a look at what is new.
@picocli.CommandLine.Command(
        name = "monitors",
        description = "List the clusters that are watched for, and what was born, grew or fails more.",
        subcommands = {
            MonitorsCommand.Show.class,
            MonitorsCommand.Save.class,
            MonitorsCommand.Test.class,
            MonitorsCommand.Export.class,
            MonitorsCommand.Delete.class
        })
final class MonitorsCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        return listed(workspace, console, common.json);
    }

    private static Monitors monitors(Workspace workspace, String command) throws CommandFailed {
        Results.requireWhole(workspace, "monitors " + command);
        return new Monitors(workspace.store(), workspace.clock());
    }

    private static int listed(Workspace workspace, Console console, boolean json) throws CommandFailed {
        Monitors monitors = monitors(workspace, "list");
        MonitorWatch.Looked looked = workspace.watch().look(Workspace.TEAM);
        List<Monitors.Standing> all = monitors.list(Workspace.TEAM);
        List<String> digest =
                MonitorDigest.of(workspace.store(), all, workspace.runs().latest(Workspace.TEAM));
        if (json) {
            ObjectNode document = Json.object();
            digest.forEach(document.putArray("digest")::add);
            ArrayNode rows = document.putArray("monitors");
            all.forEach(standing -> rows.add(MonitorRows.row(standing)));
            document.put("items_judged", looked.items());
            looked.notes().forEach(document.putArray("notes")::add);
            Json.print(console.out(), document);
            return 0;
        }
        if (all.isEmpty()) {
            console.out().println("Nothing is watched for yet. For example: ./tracemap monitors save 0");
        } else {
            print(console, all);
        }
        digest.forEach(console.out()::println);
        looked.notes().forEach(console.out()::println);
        return 0;
    }

    private static void print(Console console, List<Monitors.Standing> all) {
        Table table = new Table()
                .text("id", 6)
                .text("name", 36)
                .text("state", 8)
                .number("a day")
                .number("before")
                .text("rule", 8)
                .number("precision")
                .number("recall")
                .text("last alert", 60);
        for (Monitors.Standing standing : all) {
            MonitorRecord monitor = standing.monitor();
            BackTest.Figures promise = Monitors.promise(monitor);
            table.row(
                    monitor.monitorId(),
                    monitor.name(),
                    standing.days().state().wire(),
                    rate(standing.days().perDay()),
                    rate(standing.days().perDayBefore()),
                    monitor.rule().by().wire(),
                    Amounts.percent(promise.precision()),
                    Amounts.percent(promise.recall()),
                    monitor.standing().alerts().stream()
                            .findFirst()
                            .map(alert -> alert.at() + " "
                                    + (alert.failing()
                                            ? "fails more"
                                            : alert.state().wire()) + ", "
                                    + alert.delivery().name().toLowerCase(Locale.ROOT))
                            .orElse(""));
        }
        table.print(console.out());
    }

    private static String rate(double perDay) {
        return String.format(Locale.ROOT, "%.1f", perDay);
    }

    private static void print(Console console, MonitorRecord monitor) {
        Table table = new Table()
                .text("rule", 10)
                .number("members")
                .number("hits")
                .number("precision")
                .number("recall")
                .text("decides", 8);
        row(table, monitor, MonitorRule.By.CENTROID, monitor.test().centroid());
        BackTest.Figures readable = monitor.test().readable();
        if (readable != null) {
            row(table, monitor, MonitorRule.By.READABLE, readable);
        }
        table.print(console.out());
        ReadableRule rule = monitor.rule().readable();
        if (rule != null) {
            console.out().println("readable: " + rule.text());
        }
        console.out()
                .println("hits a day: " + rate(monitor.test().perDay()) + "; outliers near the cluster among all hits: "
                        + monitor.test().unsure());
        examples(console, "found rightly", monitor.test().hits());
        examples(console, "taken, but of another cluster", monitor.test().wrong());
        examples(console, "missed", monitor.test().missed());
    }

    private static void row(Table table, MonitorRecord monitor, MonitorRule.By by, BackTest.Figures figures) {
        table.row(
                by.wire(),
                Amounts.count(figures.members()),
                Amounts.count(figures.hits()),
                Amounts.percent(figures.precision()),
                Amounts.percent(figures.recall()),
                monitor.rule().by() == by ? "yes" : "");
    }

    private static void examples(Console console, String what, List<String> ids) {
        if (!ids.isEmpty()) {
            console.out().println(what + ": " + String.join(", ", ids));
        }
    }

    /// The same as without a word.
    @picocli.CommandLine.Command(name = "list", description = "List them.")
    static final class Show implements Command.OnDirectory {
        @Mixin
        Common common = new Common();

        @Override
        public Common common() {
            return common;
        }

        @Override
        public int run(Workspace workspace, Console console) throws CommandFailed {
            return listed(workspace, console, common.json);
        }
    }

    /// Of which cluster, and how.
    static final class Which {
        @Parameters(paramLabel = "CLUSTER", description = "Its id.")
        int cluster;

        @Option(names = "--run", paramLabel = "RUN", description = "Default: the latest complete one.")
        @Nullable
        String run;

        @Option(
                names = "--rule",
                paramLabel = "RULE",
                description = "centroid or readable (default: what does better on history).")
        @Nullable
        String rule;

        void check() {
            if (rule != null) {
                MonitorRule.By.fromWire(rule);
            }
        }

        Monitors.Wish wish(@Nullable String name) {
            return new Monitors.Wish(cluster, name, rule == null ? null : MonitorRule.By.fromWire(rule));
        }
    }

    /// Keeps one.
    @picocli.CommandLine.Command(
            name = "save",
            description = "Watch for a cluster: a rule is made of it, tested on history, and judges new traces.")
    static final class Save implements Command.OnDirectory {
        @Mixin
        Common common = new Common();

        @Mixin
        Which which = new Which();

        @Option(names = "--name", paramLabel = "NAME", description = "Default: the cluster's title.")
        @Nullable
        String name;

        @Override
        public Common common() {
            return common;
        }

        @Override
        public void check() {
            which.check();
        }

        @Override
        public int run(Workspace workspace, Console console) throws CommandFailed {
            MonitorRecord saved =
                    monitors(workspace, "save").save(Results.complete(workspace, which.run), which.wish(name));
            if (common.json) {
                ObjectNode row = MonitorRows.row(saved);
                row.set("back_test", MonitorRows.test(saved));
                Json.print(console.out(), row);
            } else {
                print(console, saved);
                console.out().println("Saved as " + saved.monitorId() + ", \"" + saved.name() + "\".");
            }
            return 0;
        }
    }

    /// Tries one on history.
    @picocli.CommandLine.Command(
            name = "test",
            description = "Try a rule for a cluster on history it was not fitted to; nothing is saved.")
    static final class Test implements Command.OnDirectory {
        @Mixin
        Common common = new Common();

        @Mixin
        Which which = new Which();

        @Override
        public Common common() {
            return common;
        }

        @Override
        public void check() {
            which.check();
        }

        @Override
        public int run(Workspace workspace, Console console) throws CommandFailed {
            MonitorRecord draft =
                    monitors(workspace, "test").test(Results.complete(workspace, which.run), which.wish(null));
            if (common.json) {
                ObjectNode row = MonitorRows.row(draft);
                row.remove("monitor_id");
                row.set("back_test", MonitorRows.test(draft));
                Json.print(console.out(), row);
            } else {
                print(console, draft);
            }
            return 0;
        }
    }

    /// Writes one for use elsewhere.
    @picocli.CommandLine.Command(
            name = "export",
            description = "Write a monitor as SQL over the store's tables, or as a guardrail to paste.")
    static final class Export implements Command.OnDirectory {
        @Mixin
        Common common = new Common();

        @Parameters(paramLabel = "ID", description = "The monitor, for example m1.")
        String id = "";

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "duckdb",
                description = "duckdb (default), clickhouse or guardrail.")
        String format = "duckdb";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "Where to write (default: standard output).")
        @Nullable
        Path output;

        @Override
        public Common common() {
            return common;
        }

        @Override
        public void check() {
            if (!format.equals("guardrail")) {
                MonitorSql.engine(format);
            }
        }

        @Override
        public int run(Workspace workspace, Console console) throws CommandFailed {
            MonitorRecord monitor = monitors(workspace, "export").find(Workspace.TEAM, id);
            String text = format.equals("guardrail")
                    ? new Guardrail(workspace.store(), workspace.runs().redactor()).of(monitor)
                    : MonitorSql.of(monitor, MonitorSql.engine(format));
            Path file = output;
            if (file != null) {
                try {
                    Files.writeString(console.resolve(file), text);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            if (common.json) {
                ObjectNode document = Json.object().put("monitor_id", id).put("format", format);
                Json.print(
                        console.out(),
                        file == null ? document.put("text", text) : document.put("file", file.toString()));
            } else if (file == null) {
                console.out().println(text);
            }
            return 0;
        }
    }

    /// Ends one.
    @picocli.CommandLine.Command(name = "delete", description = "End a monitor; its hits go with it.")
    static final class Delete implements Command.OnDirectory {
        @Mixin
        Common common = new Common();

        @Parameters(paramLabel = "ID", description = "The monitor, for example m1.")
        String id = "";

        @Override
        public Common common() {
            return common;
        }

        @Override
        public int run(Workspace workspace, Console console) throws CommandFailed {
            MonitorRecord gone = monitors(workspace, "delete").delete(Workspace.TEAM, id);
            if (common.json) {
                Json.print(console.out(), Json.object().put("deleted", gone.monitorId()));
            } else {
                console.out().println("Deleted " + gone.monitorId() + ", \"" + gone.name() + "\".");
            }
            return 0;
        }
    }
}
