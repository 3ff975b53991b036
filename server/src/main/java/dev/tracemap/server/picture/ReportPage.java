package dev.tracemap.server.picture;

import dev.tracemap.run.RunReport.Part;
import java.util.List;
import java.util.stream.Collectors;

/// The findings of a run as one HTML file that loads nothing and runs nothing.
public final class ReportPage {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
            svg { width: 100%; height: auto; border: 1px solid #ddd }
            table { border-collapse: collapse; width: 100% } th, td { padding: .25rem .5rem; text-align: left; border-bottom: 1px solid #ddd }
            td:not(:nth-child(2)), th:not(:nth-child(2)) { text-align: right; white-space: nowrap }
            </style>
            """;

    private ReportPage() {}

    /// @param map as [MapPicture] draws it
    public static String html(List<Part> parts, String map) {
        return HEAD
                + "<title>" + title(parts) + "</title></head><body>\n"
                + parts.stream().map(part -> html(part, map)).collect(Collectors.joining("\n"))
                + "\n</body></html>\n";
    }

    private static String title(List<Part> parts) {
        return parts.stream()
                .filter(Part.Heading.class::isInstance)
                .map(part -> escaped(((Part.Heading) part).text()))
                .findFirst()
                .orElse("Findings");
    }

    private static String html(Part part, String map) {
        return switch (part) {
            case Part.Heading(int depth, String text) -> "<h" + depth + ">" + escaped(text) + "</h" + depth + ">";
            case Part.Paragraph(String text) -> "<p>" + escaped(text) + "</p>";
            case Part.Points(List<String> points) ->
                points.stream()
                        .map(point -> "<li>" + escaped(point) + "</li>")
                        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
            case Part.Figures(List<String> header, List<List<String>> rows) ->
                "<table>\n" + row(header, "th") + "\n"
                        + rows.stream().map(row -> row(row, "td")).collect(Collectors.joining("\n")) + "\n</table>";
            case Part.Picture() -> map;
        };
    }

    private static String row(List<String> cells, String element) {
        return cells.stream()
                .map(cell -> "<" + element + ">" + escaped(cell) + "</" + element + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
