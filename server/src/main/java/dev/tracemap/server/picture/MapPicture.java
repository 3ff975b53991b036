package dev.tracemap.server.picture;

import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.util.List;
import java.util.Locale;

/// The map of a run as SVG: a dot for each item, a grey cross for noise, and the names of the clusters.
public final class MapPicture {
    static final int WIDTH = 1280;
    static final int HEIGHT = 800;

    private final MapDrawing drawing;
    private final StringBuilder svg = new StringBuilder();

    private MapPicture(MapDrawing drawing) {
        this.drawing = drawing;
    }

    /// @param clusters of the run, noise included
    /// @param items every membership of the run
    public static String svg(RunRecord run, List<ClusterRecord> clusters, List<Membership> items) {
        return new MapPicture(new MapDrawing(clusters, items)).draw(run);
    }

    private String draw(RunRecord run) {
        line(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"system-ui, sans-serif\">",
                WIDTH,
                HEIGHT));
        line(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT));
        line(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"36\" font-size=\"20\" fill=\"#222\">%s</text>",
                MapDrawing.MARGIN,
                MapDrawing.headline(run)));
        drawing.crosses().forEach(this::cross);
        drawing.dots().forEach(this::dot);
        drawing.names().forEach(this::name);
        return svg.append("</svg>\n").toString();
    }

    private void cross(MapDrawing.Mark mark) {
        line(String.format(
                Locale.ROOT,
                "<path d=\"M%.1f %.1fl4 4m0 -4l-4 4\" stroke=\"%s\" stroke-width=\"0.8\"/>",
                mark.x() - 2,
                mark.y() - 2,
                mark.color()));
    }

    private void dot(MapDrawing.Mark mark) {
        line(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" fill=\"%s\" fill-opacity=\"0.65\"/>",
                mark.x(),
                mark.y(),
                mark.color()));
    }

    private void name(MapDrawing.Name name) {
        line(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" font-weight=\"600\" text-anchor=\"middle\" fill=\"%s\""
                        + " stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\" stroke-linejoin=\"round\">%s</text>",
                name.box().centerX(),
                name.box().baseline(),
                Placement.FONT,
                name.color(),
                escaped(name.text())));
    }

    private void line(String element) {
        svg.append(element).append('\n');
    }

    /// Text as XML text; what XML does not allow becomes a question mark.
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default ->
                    escaped.appendCodePoint(
                            point < ' ' || Character.getType(point) == Character.SURROGATE ? '?' : point);
            }
        });
        return escaped.toString();
    }
}
