package dev.tracemap.run;

import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What there is to know about a run on one page: where to look first, what changed, and every cluster with figures.
/// A cluster is a lead, not a verdict, so each lead comes with what speaks for it and what it does not say.
public final class RunReport {
    private static final int TITLE = 100;

    private final Store store;
    private final RunRecord run;
    private final UnaryOperator<String> shown;
    private final List<Part> parts = new ArrayList<>();

    /// A piece of the page, from top to bottom.
    public sealed interface Part {
        record Heading(int depth, String text) implements Part {}

        record Paragraph(String text) implements Part {}

        record Points(List<String> points) implements Part {
            public Points {
                points = List.copyOf(points);
            }
        }

        /// Rows under a header.
        record Figures(List<String> header, List<List<String>> rows) implements Part {
            public Figures {
                header = List.copyOf(header);
                rows = rows.stream().map(List::copyOf).toList();
            }
        }

        /// The map of the run.
        record Picture() implements Part {}
    }

    private RunReport(Store store, RunRecord run, UnaryOperator<String> shown) {
        this.store = store;
        this.run = run;
        this.shown = shown;
    }

    /// @param run complete
    /// @param shown what is done to text that may quote traces, such as replacing secrets
    public static List<Part> of(Store store, RunRecord run, UnaryOperator<String> shown) {
        return new RunReport(store, run, shown).write();
    }

    private List<Part> write() {
        List<ClusterRecord> clusters = store.clusters(run.runId());
        parts.add(new Part.Heading(1, "Findings of run " + run.runId()));
        parts.add(new Part.Paragraph(run.items() + " " + run.level().wire() + "s from " + run.windowStart() + " to "
                + run.windowEnd() + ": " + run.clusters() + " clusters, and " + run.noise()
                + " in none. A cluster is a lead, not a verdict: open some of its items before you act."));
        parts.add(new Part.Picture());
        leads(clusters.stream().collect(Collectors.toMap(ClusterRecord::clusterId, cluster -> cluster)));
        changes();
        parts.add(new Part.Heading(2, "All clusters"));
        parts.add(table(clusters));
        if (!run.warnings().isEmpty()) {
            parts.add(new Part.Heading(2, "Notes of the run"));
            parts.add(new Part.Points(run.warnings().stream().map(shown).toList()));
        }
        return parts;
    }

    private void leads(Map<Integer, ClusterRecord> clusters) {
        List<Lead> leads = RunLeads.of(store, run);
        parts.add(new Part.Heading(2, "Worth knowing"));
        if (leads.isEmpty()) {
            parts.add(new Part.Paragraph("Nothing stands out beyond chance."));
        }
        for (Lead lead : leads) {
            ClusterRecord cluster = clusters.get(lead.clusterId());
            String where = lead.clusterId() < 0 || cluster == null
                    ? "Items in no cluster"
                    : "Cluster " + lead.clusterId() + ", " + quoted(cluster.title());
            parts.add(new Part.Heading(3, where + ": " + shown.apply(lead.claim())));
            List<String> points =
                    new ArrayList<>(lead.evidence().stream().map(shown).toList());
            points.add("Doubt: " + lead.doubt());
            parts.add(new Part.Points(points));
        }
    }

    private void changes() {
        RunChanges changes = RunChanges.of(store, run);
        if (changes.since().isEmpty()) {
            return;
        }
        parts.add(new Part.Heading(2, "What changed"));
        parts.add(new Part.Paragraph(
                changes.splitBy().isEmpty()
                        ? "Against " + changes.since() + "."
                        : "There is no earlier run of this kind, so the later part of the window is held against "
                                + changes.since() + "."));
        if (changes.lines().isEmpty()) {
            parts.add(new Part.Paragraph("Nothing changed beyond chance."));
        } else {
            parts.add(new Part.Points(changes.lines().stream()
                    .map(line -> "Cluster " + line.clusterId() + ", " + quoted(line.title()) + ": "
                            + shown.apply(line.text()))
                    .toList()));
        }
    }

    private Part table(List<ClusterRecord> clusters) {
        List<List<String>> rows = new ArrayList<>();
        for (ClusterRecord cluster : clusters) {
            ClusterMetrics metrics = cluster.metrics();
            rows.add(List.of(
                    String.valueOf(cluster.clusterId()),
                    title(cluster.title()),
                    String.valueOf(cluster.size()),
                    figure("%.1f%%", 100 * metrics.share()),
                    figure("$%.4f", metrics.averageCostUsd()),
                    figure("%.1f s", metrics.averageLatencySeconds()),
                    figure("%.1f%%", 100 * metrics.errorRate())));
        }
        return new Part.Figures(
                List.of("id", "cluster", "items", "share", "average cost", "average latency", "with an error"), rows);
    }

    private String quoted(String title) {
        return "\"" + title(title) + "\"";
    }

    private String title(String title) {
        String safe = shown.apply(title);
        return safe.length() <= TITLE ? safe : safe.substring(0, TITLE - 1) + "…";
    }

    private static String figure(String format, @Nullable Double number) {
        return number == null ? "-" : String.format(Locale.ROOT, format, number);
    }
}
