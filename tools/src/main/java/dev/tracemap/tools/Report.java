package dev.tracemap.tools;

import dev.tracemap.run.RunReport;
import dev.tracemap.run.RunReport.Part;
import dev.tracemap.run.Runs;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The findings of a run as a page, and the same as Markdown. Text of traces is cleaned, and secrets are replaced.
public final class Report {
    private static final int LINE = 400;
    private static final Pattern MARKS = Pattern.compile("([\\\\`*_\\[\\]<>|#~])");

    private Report() {}

    /// @param run complete
    public static List<Part> of(Store store, Runs runs, RunRecord run) {
        return RunReport.of(store, run, text -> Untrusted.line(runs.redactor().redact(text), LINE));
    }

    /// @param picture where the map is drawn, relative to the page; empty for none
    public static String markdown(List<Part> parts, String picture) {
        StringBuilder page = new StringBuilder();
        for (Part part : parts) {
            String text = markdown(part, picture);
            page.append(text).append(text.isEmpty() ? "" : "\n\n");
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static String markdown(Part part, String picture) {
        return switch (part) {
            case Part.Heading(int depth, String text) -> "#".repeat(depth) + " " + plain(text);
            case Part.Paragraph(String text) -> plain(text);
            case Part.Points(List<String> points) ->
                points.stream().map(point -> "- " + plain(point)).collect(Collectors.joining("\n"));
            case Part.Figures(List<String> header, List<List<String>> rows) ->
                row(header) + "\n" + "|---".repeat(header.size()) + "|\n"
                        + rows.stream().map(Report::row).collect(Collectors.joining("\n"));
            case Part.Picture() -> picture.isEmpty() ? "" : "![The map of the run](" + picture + ")";
        };
    }

    private static String row(List<String> cells) {
        return cells.stream().map(Report::plain).collect(Collectors.joining(" | ", "| ", " |"));
    }

    /// No text of a trace becomes a link, an image or a heading.
    private static String plain(String text) {
        return MARKS.matcher(text).replaceAll("\\\\$1");
    }
}
