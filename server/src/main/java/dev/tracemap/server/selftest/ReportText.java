package dev.tracemap.server.selftest;

import dev.tracemap.server.console.Table;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/// The report of a self-test for people.
public final class ReportText {
    private static final int MOST_LEAVES = 10;
    private static final double WELL = 0.9;

    private ReportText() {}

    public static void print(SelftestReport report, PrintStream out) {
        AxisFindings first = report.intents();
        out.println(report.plan().traces() + " traces, seed " + report.plan().seed() + ", "
                + first.run().clusters() + " clusters, " + first.run().noise() + " in none; embedded with "
                + first.run().inputs().path("embedding_model").asText());
        out.println();
        figures(report, out);
        out.println();
        languages(report, out);
        out.println();
        axes(report, out);
        weakest("Intents", first.intents(), out);
        weakest(
                "Failures (axis " + report.failures().axis() + ")",
                report.failures().failures(),
                out);
        report.notes().forEach(note -> out.println(note));
    }

    private static void figures(SelftestReport report, PrintStream out) {
        AxisFindings first = report.intents();
        Table table = new Table().text("figure", 60).number("found").number("by chance");
        table.row(
                "intents, supervised",
                share(first.intents().supervised()),
                share(first.byChance().supervised()));
        table.row(
                "intents, leaf recovery",
                share(first.intents().leafRecovery()),
                share(first.byChance().leafRecovery()));
        table.row(
                "families and broadest groups, B-cubed F1",
                share(first.families().f1()),
                share(first.familiesByChance().f1()));
        table.row("labels matched blind", share(first.matched()), share(1.0 / BlindMatch.CHOICES));
        if (!report.failures().failures().leaves().isEmpty()) {
            AxisFindings by = report.failures();
            String along = ", axis " + by.axis();
            table.row(
                    "failures, supervised" + along,
                    share(by.failures().supervised()),
                    share(by.failuresByChance().supervised()));
            table.row(
                    "failures, leaf recovery" + along,
                    share(by.failures().leafRecovery()),
                    share(by.failuresByChance().leafRecovery()));
        }
        table.print(out);
    }

    private static void languages(SelftestReport report, PrintStream out) {
        Table table = new Table().text("language", 12).number("leaf recovery");
        for (Map.Entry<String, Double> language : report.intents().languages().entrySet()) {
            table.row(language.getKey(), share(language.getValue()));
        }
        table.print(out);
        if (report.englishOnly()) {
            out.println("The embedding model reads only English. Other languages are grouped by what their words look"
                    + " like; name a multilingual model in tracemap.yaml to have them judged.");
        }
    }

    private static void axes(SelftestReport report, PrintStream out) {
        Table table = new Table()
                .text("axis", 60)
                .number("clusters")
                .number("intents")
                .number("recovery")
                .number("failures")
                .number("recovery");
        for (AxisFindings axis : report.axes()) {
            table.row(
                    axis.axis(),
                    Integer.toString(axis.run().clusters()),
                    share(axis.intents().supervised()),
                    share(axis.intents().leafRecovery()),
                    share(axis.failures().supervised()),
                    share(axis.failures().leafRecovery()));
        }
        table.print(out);
    }

    private static void weakest(String what, Recovery recovery, PrintStream out) {
        List<Recovery.OfLeaf> weak = recovery.leaves().stream()
                .filter(leaf -> leaf.recovered() < WELL)
                .sorted(java.util.Comparator.comparingDouble(Recovery.OfLeaf::recovered))
                .toList();
        if (!weak.isEmpty()) {
            out.println();
            out.println(what + " found worst:");
            weak.stream()
                    .limit(MOST_LEAVES)
                    .forEach(leaf -> out.println("  " + leaf.leaf() + ": "
                            + Math.round(100 * leaf.together()) + "% of " + leaf.items() + " traces in one cluster"
                            + (leaf.theirs() || leaf.cluster() < 0 ? "" : ", which is not theirs")));
        }
    }

    private static String share(double share) {
        return Figures.share(share);
    }
}
