package dev.tracemap.server.picture;

import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The map of a run as SVG: a dot for each item, a grey cross for noise, and the names of the clusters.
public final class MapPicture {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int TOP = 56;
    private static final int MARGIN = 48;
    private static final int TITLE = 44;

    /// Told apart also by people who see fewer colours; neighbours in the list differ in lightness too.
    private static final List<String> COLORS = List.of(
            "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#5e4fa2", "#8c8c00", "#1b7837",
            "#a6611a", "#3288bd", "#c51b7d");

    private final List<ClusterRecord> clusters;
    private final List<Membership> items;
    private final Scale x;
    private final Scale y;
    private final StringBuilder svg = new StringBuilder();

    private MapPicture(List<ClusterRecord> clusters, List<Membership> items) {
        this.clusters = clusters;
        this.items = items;
        this.x = Scale.of(items, Membership::x, MARGIN, WIDTH - MARGIN);
        this.y = Scale.of(items, Membership::y, HEIGHT - MARGIN, TOP + MARGIN);
    }

    /// @param clusters of the run, noise included
    /// @param items every membership of the run
    public static String svg(RunRecord run, List<ClusterRecord> clusters, List<Membership> items) {
        return new MapPicture(clusters, items).draw(run);
    }

    static String color(int cluster) {
        return cluster < 0 ? "#9a9a9a" : COLORS.get(cluster % COLORS.size());
    }

    private String draw(RunRecord run) {
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"system-ui, sans-serif\">\n",
                WIDTH,
                HEIGHT));
        svg.append(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, HEIGHT));
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"36\" font-size=\"20\" fill=\"#222\">", MARGIN));
        svg.append(String.format(
                Locale.ROOT,
                "%,d %ss in %d clusters, %d%% outliers</text>\n",
                run.items(),
                run.level().wire(),
                run.clusters(),
                Math.round(100.0 * run.noise() / Math.max(1, run.items()))));
        items.stream().filter(item -> item.clusterId() < 0).forEach(this::cross);
        items.stream().filter(item -> item.clusterId() >= 0).forEach(this::dot);
        names();
        return svg.append("</svg>\n").toString();
    }

    private void cross(Membership item) {
        double left = x.of(item.x()) - 2;
        double top = y.of(item.y()) - 2;
        svg.append(String.format(
                Locale.ROOT,
                "<path d=\"M%.1f %.1fl4 4m0 -4l-4 4\" stroke=\"#9a9a9a\" stroke-width=\"0.8\"/>\n",
                left,
                top));
    }

    private void dot(Membership item) {
        svg.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" fill=\"%s\" fill-opacity=\"0.65\"/>\n",
                x.of(item.x()),
                y.of(item.y()),
                color(item.clusterId())));
    }

    /// The largest clusters choose their place first; one that finds none goes without a name.
    private void names() {
        Placement placement = new Placement(WIDTH, HEIGHT, TOP);
        clusters.stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .sorted(Comparator.comparingInt(ClusterRecord::size)
                        .reversed()
                        .thenComparingInt(ClusterRecord::clusterId))
                .forEach(cluster -> placement
                        .place(x.of(cluster.x()), topOf(cluster), shortTitle(cluster))
                        .ifPresent(box -> name(cluster, box)));
    }

    private void name(ClusterRecord cluster, Placement.Box box) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" font-weight=\"600\" text-anchor=\"middle\" fill=\"%s\""
                        + " stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\" stroke-linejoin=\"round\">",
                box.centerX(),
                box.baseline(),
                Placement.FONT,
                color(cluster.clusterId())));
        svg.append(escaped(shortTitle(cluster))).append("</text>\n");
    }

    /// Just above most of the cluster's dots, so that the name does not cover them.
    private double topOf(ClusterRecord cluster) {
        double[] heights = items.stream()
                .filter(item -> item.clusterId() == cluster.clusterId())
                .mapToDouble(item -> y.of(item.y()))
                .sorted()
                .toArray();
        return heights.length == 0 ? y.of(cluster.y()) : heights[heights.length / 20] - Placement.FONT;
    }

    private static String shortTitle(ClusterRecord cluster) {
        String title = cluster.title();
        return title.length() <= TITLE ? title : title.substring(0, TITLE - 1).stripTrailing() + "…";
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

    /// From a coordinate of the run to one of the picture.
    private record Scale(double least, double span, double begin, double end) {
        static Scale of(List<Membership> items, ToDoubleFunction<Membership> coordinate, double begin, double end) {
            double least = items.stream().mapToDouble(coordinate).min().orElse(0);
            double most = items.stream().mapToDouble(coordinate).max().orElse(1);
            return new Scale(least, Math.max(most - least, 1e-9), begin, end);
        }

        double of(double value) {
            return begin + (value - least) / span * (end - begin);
        }
    }
}
