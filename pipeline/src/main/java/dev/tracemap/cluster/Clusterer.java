package dev.tracemap.cluster;

import dev.tracemap.cluster.ClusteringParams.Method;
import dev.tracemap.cluster.ClusteringParams.Reduction;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.neighbour.Neighbours;
import dev.tracemap.cluster.reduce.Pca;
import dev.tracemap.cluster.reduce.Umap;
import dev.tracemap.cluster.reduce.UmapParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From rows to clusters: neighbours, reduction, groups, picture.
public final class Clusterer {
    static final int NEIGHBOURS = 15;
    /// Below this a neighbour graph says little, and all pairs can be looked at.
    static final int FEW = 50;

    static final int LAYOUT_DIMENSIONS = 10;
    static final int PROJECTION_DIMENSIONS = 50;
    static final float PICTURE_DISTANCE = 0.1f;

    private final ClusteringParams params;
    private final Progress progress;
    private final StageClock clock;
    private final Map<String, Object> chosen = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private Clusterer(ClusteringParams params, Progress progress) {
        this.params = params;
        this.progress = progress;
        this.clock = new StageClock(progress);
    }

    /// @param rows one per item
    /// @throws IllegalArgumentException when a value is not a finite number; the message names its row
    public static Clustering cluster(Matrix rows, ClusteringParams params, Progress progress) {
        return new Clusterer(params, progress).run(rows);
    }

    private Clustering run(Matrix raw) {
        UnitRows unit = UnitRows.of(raw);
        if (unit.zeroRows() > 0) {
            warnings.add(unit.zeroRows() + " rows are all zeros, have no direction and are left as noise");
        }
        return raw.rows() < FEW || unit.allEqual() ? few(unit) : many(unit);
    }

    private Clustering few(UnitRows unit) {
        Grouping grouping = clock.time("tree", () -> new FewRows(params, chosen, warnings).group(unit.rows()))
                .largestFirst();
        Matrix positions = clock.time("layout", () -> Pca.fit(unit.rows(), 2, params.seed(), params.threads()));
        return assembled(grouping, unit, unit.rows(), positions);
    }

    private Clustering many(UnitRows unit) {
        NeighbourGraph graph = clock.time(
                "neighbours", () -> Neighbours.of(unit.rows(), NEIGHBOURS, params.seed(), params.threads(), progress));
        chosen.put("neighbour_method", graph.method());
        chosen.put("neighbour_recall", graph.recall());
        Matrix space = clock.time("reduce", () -> reduced(unit.rows(), graph, params.seed()));
        Grouping grouping = clock.time("tree", () -> grouping(unit.rows(), space, graph))
                .without(unit.zero())
                .largestFirst();
        if (grouping.clusters() == 0) {
            warnings.add("no structure: no part of the data is denser than what surrounds it");
        }
        if (params.method() == Method.HDBSCAN && grouping.clusters() > 1) {
            tellStability(clock.time(
                    "stability",
                    () -> Stability.of(
                            grouping.labels(),
                            unit.rows(),
                            graph,
                            params,
                            (rows, part, seed) -> reduced(rows, part, seed))));
        }
        Matrix positions = clock.time("layout", () -> picture(unit.rows(), graph));
        return assembled(grouping, unit, space, positions);
    }

    private void tellStability(Stability stability) {
        chosen.put("stability", stability.agreement());
        chosen.put("stability_shared", stability.shared());
        chosen.put("stability_repeats", stability.repeats());
    }

    private Grouping grouping(Matrix unit, Matrix space, NeighbourGraph graph) {
        return switch (params.method()) {
            case HDBSCAN -> new DensityGrouping(params, unit, graph, chosen).of(space);
            case KMEANS -> new MeansGrouping(params, chosen).of(space);
        };
    }

    private Clustering assembled(Grouping grouping, UnitRows unit, Matrix space, Matrix positions) {
        return clock.time("assemble", () -> {
            Assembly assembly = new Assembly(grouping, unit.rows(), space, positions);
            return new Clustering(
                    assembly.assignments(),
                    assembly.groups(),
                    positions,
                    layers(grouping),
                    chosen,
                    clock.seconds(),
                    warnings);
        });
    }

    private static List<Clustering.Layer> layers(Grouping grouping) {
        double persistence = Arrays.stream(grouping.persistence()).average().orElse(0);
        Clustering.Layer own = new Clustering.Layer(grouping.labels(), grouping.clusters(), persistence, true);
        return grouping.layers().isEmpty()
                ? List.of(own)
                : grouping.layers().stream()
                        .map(layer -> layer.isDefault() ? own : layer)
                        .toList();
    }

    private Matrix reduced(Matrix unit, NeighbourGraph graph, long seed) {
        int dimensions = params.dimensions() == null ? defaultDimensions() : params.dimensions();
        chosen.put("dimensions", params.reduction() == Reduction.NONE ? unit.columns() : dimensions);
        return switch (params.reduction()) {
            case UMAP ->
                Umap.fit(
                        unit,
                        graph,
                        new UmapParams(dimensions, 0, Math.min(NEIGHBOURS, graph.k() + 1), seed, params.threads()),
                        progress);
            case PCA -> Pca.fit(unit, dimensions, seed, params.threads());
            case NONE -> unit;
        };
    }

    /// A layout needs few dimensions to keep neighbourhoods apart, and more only cost time; a projection needs more.
    private int defaultDimensions() {
        return params.reduction() == Reduction.UMAP ? LAYOUT_DIMENSIONS : PROJECTION_DIMENSIONS;
    }

    private Matrix picture(Matrix unit, NeighbourGraph graph) {
        return switch (params.visualization()) {
            case UMAP, TSNE ->
                Umap.fit(
                        unit,
                        graph,
                        new UmapParams(2, PICTURE_DISTANCE, NEIGHBOURS, params.seed(), params.threads()),
                        (stage, done) -> progress.at("layout", done));
            case PCA -> Pca.fit(unit, 2, params.seed(), params.threads());
        };
    }
}
