package dev.tracemap.server.picture;

import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What a map consists of and where it goes, whatever draws it.
final class MapDrawing {
    static final int MARGIN = 48;

    private static final int TOP = 56;
    private static final int TITLE = 44;

    /// Told apart also by people who see fewer colours; neighbours in the list differ in lightness too.
    private static final List<String> COLORS = List.of(
            "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#5e4fa2", "#8c8c00", "#1b7837",
            "#a6611a", "#3288bd", "#c51b7d");

    private final List<ClusterRecord> clusters;
    private final List<Membership> items;
    private final Scale x;
    private final Scale y;

    /// @param color as `#rrggbb`
    record Mark(double x, double y, String color) {}

    record Name(String text, Placement.Box box, String color) {}

    MapDrawing(List<ClusterRecord> clusters, List<Membership> items) {
        this.clusters = clusters;
        this.items = items;
        this.x = Scale.of(items, Membership::x, MARGIN, MapPicture.WIDTH - MARGIN);
        this.y = Scale.of(items, Membership::y, MapPicture.HEIGHT - MARGIN, TOP + MARGIN);
    }

    static String color(int cluster) {
        return cluster < 0 ? "#9a9a9a" : COLORS.get(cluster % COLORS.size());
    }

    static String headline(RunRecord run) {
        return String.format(
                Locale.ROOT,
                "%,d %ss in %d clusters, %d%% outliers",
                run.items(),
                run.level().wire(),
                run.clusters(),
                Math.round(100.0 * run.noise() / Math.max(1, run.items())));
    }

    /// Items in no cluster.
    List<Mark> crosses() {
        return items.stream()
                .filter(item -> item.clusterId() < 0)
                .map(this::mark)
                .toList();
    }

    List<Mark> dots() {
        return items.stream()
                .filter(item -> item.clusterId() >= 0)
                .map(this::mark)
                .toList();
    }

    private Mark mark(Membership item) {
        return new Mark(x.of(item.x()), y.of(item.y()), color(item.clusterId()));
    }

    /// The largest clusters choose their place first; one that finds none goes without a name.
    List<Name> names() {
        Placement placement = new Placement(MapPicture.WIDTH, MapPicture.HEIGHT, TOP);
        List<Name> names = new ArrayList<>();
        clusters.stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .sorted(Comparator.comparingInt(ClusterRecord::size)
                        .reversed()
                        .thenComparingInt(ClusterRecord::clusterId))
                .forEach(cluster -> placement
                        .place(x.of(cluster.x()), topOf(cluster), shortTitle(cluster))
                        .ifPresent(box -> names.add(new Name(shortTitle(cluster), box, color(cluster.clusterId())))));
        return names;
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
