package dev.tracemap.cluster;

import dev.tracemap.cluster.ClusteringParams.Normalization;
import dev.tracemap.cluster.ClusteringParams.Reduction;
import dev.tracemap.cluster.ClusteringParams.Visualization;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.reduce.Pca;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From rows to clusters: neighbours, reduction, groups, picture.
///
/// What compares rows with each other looks at [#AT_ONCE] rows at most. Where there are more, a sample of that size is
/// clustered, what fits one of its clusters is put there, and what fits nowhere is clustered again ([Expansion]).
public final class Clusterer {
    /// Below this a neighbour graph says little, and all pairs can be looked at.
    static final int FEW = 50;

    /// Below this all pairs are looked at where the caller leaves everything open. Where groups have a handful of rows
    /// each, the neighbours of a row are mostly of other groups, and a graph runs them together.
    private static final int SOME = 300;

    static final int AT_ONCE = 100_000;
    /// Below this, one thread does it all. In a fresh process another would take the processor from the compiler, whose
    /// code both wait for.
    private static final int FOR_ONE_THREAD = 1_500;
    /// How often what fits nowhere is clustered.
    private static final int ROUNDS = 3;

    private final ClusteringParams params;
    private final int atOnce;
    private final Progress progress;
    private final StageClock clock;
    private final Map<String, Object> chosen = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private Clusterer(ClusteringParams params, int atOnce, Progress progress) {
        this.params = params;
        this.atOnce = atOnce;
        this.progress = progress;
        this.clock = new StageClock(progress);
    }

    /// @param rows one per item
    /// @throws IllegalArgumentException when a value is not a finite number; the message names its row
    public static Clustering cluster(Matrix rows, ClusteringParams params, Progress progress) {
        return cluster(rows, params, AT_ONCE, progress);
    }

    /// @param atOnce how many rows may be compared with each other
    static Clustering cluster(Matrix rows, ClusteringParams params, int atOnce, Progress progress) {
        ClusteringParams own = rows.rows() < FOR_ONE_THREAD ? params.onOneThread() : params;
        return new Clusterer(own, atOnce, progress).run(rows);
    }

    private Clustering run(Matrix raw) {
        UnitRows unit = clock.time("prepare", () -> UnitRows.of(raw));
        Matrix source = params.normalization() == Normalization.L2 ? unit.rows() : raw;
        boolean few = raw.rows() < FEW || unit.allEqual();
        return switch (params.method()) {
            case HDBSCAN -> {
                tellZeroRows(unit);
                yield few ? few(unit) : dense(unit, source);
            }
            case KMEANS -> means(unit, source, few);
        };
    }

    private void tellZeroRows(UnitRows unit) {
        if (unit.zeroRows() > 0) {
            warnings.add(unit.zeroRows() + " rows are all zeros, have no direction and are left as noise");
        }
    }

    private Clustering few(UnitRows unit) {
        Grouping grouping = clock.time("tree", () -> byPairs(unit.rows())).largestFirst();
        return assembled(grouping, unit, unit.rows(), plane(unit.rows()));
    }

    private Grouping byPairs(Matrix unit) {
        try (Workers workers = new Workers(params.threads())) {
            return new FewRows(params, chosen, warnings, workers).group(unit);
        }
    }

    private Clustering dense(UnitRows unit, Matrix source) {
        boolean whole = unit.rows().rows() <= atOnce;
        Twins twins = clock.time(
                "prepare",
                () -> whole ? Twins.of(unit.rows(), copies(unit.rows().rows())) : Twins.none(unit.rows()));
        if (!twins.none()) {
            chosen.put("equal_rows_set_aside", unit.rows().rows() - twins.kept().length);
        }
        Layouts layouts = layouts(unit, source, whole ? twins.kept() : Layouts.sampled(unit, atOnce, params.seed()));
        ClusteringParams own =
                whole ? params : scaled(layouts.sample().length, unit.rows().rows());
        boolean byPairs = unit.rows().rows() < SOME && params.leavesSizesOpen();
        Matrix space = byPairs ? layouts.unit() : clock.time("reduce", () -> layouts.space(params, chosen, progress));
        Grouping found = clock.time(
                "tree",
                () -> byPairs
                        ? byPairs(layouts.unit())
                        : new DensityGrouping(own, layouts.unit(), layouts.graph(), chosen).of(space));
        if (found.clusters() > 1) {
            clock.time("stability", () -> tellStability(found, byPairs ? pairsAgain(layouts) : again(layouts, own)));
        }
        Grouping all =
                (whole ? twins.over(found) : expanded(unit, source, layouts.sample(), found)).without(unit.zero());
        Grouping grouping = all.largestFirst();
        if (grouping.clusters() == 0 && !byPairs) {
            warnings.add("no structure: no part of the data is denser than what surrounds it");
        }
        return assembled(
                grouping,
                unit,
                whole ? twins.spread(space) : unit.rows(),
                picture(layouts, twins, grouping, unit, source));
    }

    /// Enough of equal rows for a cluster of their own.
    private int copies(int rows) {
        @Nullable Integer asked = params.givenSize(rows);
        return asked == null ? FEW : Math.max(FEW, 2 * asked);
    }

    private Layouts layouts(UnitRows unit, Matrix source, int[] sample) {
        if (unit.rows().rows() > atOnce) {
            chosen.put("clustered_at_once", sample.length);
        }
        Layouts layouts = clock.time("neighbours", () -> layouts(sample, unit, source));
        chosen.put("neighbour_method", layouts.graph().method());
        chosen.put("neighbour_recall", layouts.graph().recall());
        return layouts;
    }

    private Layouts layouts(int[] rows, UnitRows unit, Matrix source) {
        boolean whole = rows.length == unit.rows().rows();
        Matrix own = whole ? unit.rows() : unit.rows().picked(rows);
        Matrix ownSource = source.equals(unit.rows()) ? own : whole ? source : source.picked(rows);
        return Layouts.of(rows, own, ownSource, params, progress);
    }

    /// A size that the user gives is about all rows; a sample has its share of it.
    private ClusteringParams scaled(int sample, int all) {
        @Nullable Integer size = params.minClusterSize();
        return size == null || sample == all
                ? params
                : params.with(Math.max(2, (int) Math.round((double) size * sample / all)), params.seed());
    }

    private Stability tellStability(Grouping found, Stability.Again again) {
        Stability stability = Stability.of(found.labels(), params.seed(), again);
        chosen.put("stability", stability.agreement());
        chosen.put("stability_shared", stability.shared());
        chosen.put("stability_repeats", stability.repeats());
        return stability;
    }

    private Stability.Again pairsAgain(Layouts layouts) {
        return (kept, seed) -> {
            try (Workers workers = new Workers(params.threads())) {
                ClusteringParams reseeded = params.with(params.minClusterSize(), seed);
                return new FewRows(reseeded, new LinkedHashMap<>(), new ArrayList<>(), workers)
                        .labels(layouts.unit().picked(kept));
            }
        };
    }

    private Stability.Again again(Layouts layouts, ClusteringParams own) {
        Map<String, Object> unused = new LinkedHashMap<>();
        return (kept, seed) -> {
            Matrix rows = layouts.unit().picked(kept);
            Matrix source = layouts.source().equals(layouts.unit())
                    ? rows
                    : layouts.source().picked(kept);
            NeighbourGraph part = Stability.part(layouts.graph(), kept);
            ClusteringParams reseeded = own.with(own.minClusterSize(), seed);
            int count = Layouts.count(layouts.unit().rows(), own);
            Matrix space = Layouts.reduced(rows, source, part, reseeded, count, unused, progress);
            return new DensityGrouping(own, rows, part, unused).of(space).labels();
        };
    }

    /// From the sample to all rows, and what fits nowhere once more.
    private Grouping expanded(UnitRows unit, Matrix source, int[] sample, Grouping found) {
        try (Workers workers = new Workers(params.threads())) {
            Expansion expansion = new Expansion(unit, params.seed(), workers);
            int[] rest = clock.time("assign", () -> {
                expansion.begin(sample, found);
                return expansion.rest();
            });
            chosen.put("rest_after_sample", rest.length);
            boolean seen = false;
            for (int round = 1; round <= ROUNDS && !seen && rest.length >= FEW; round++) {
                int[] left = rest;
                int[] some = Layouts.sampled(left, atOnce, params.seed() + round);
                seen = some.length == left.length;
                rest = clock.time("rest", () -> {
                    expansion.add(some, again(unit, source, some), (double) some.length / left.length);
                    return expansion.rest();
                });
            }
            chosen.put("clusters_found_in_rest", expansion.late());
            return clock.time("assign", () -> expansion.grouping(sample, found.layers()));
        }
    }

    private Grouping again(UnitRows unit, Matrix source, int[] rows) {
        Map<String, Object> unused = new LinkedHashMap<>();
        Progress heard = (stage, done) -> progress.at("rest", done);
        Layouts layouts = layouts(rows, unit, source);
        // One layout however few the rows: most of them are noise, and several layouts would agree on that.
        Matrix space = Layouts.reduced(layouts.unit(), layouts.source(), layouts.graph(), params, 1, unused, heard);
        return new DensityGrouping(params, layouts.unit(), layouts.graph(), unused).of(space);
    }

    private Matrix picture(Layouts layouts, Twins twins, Grouping grouping, UnitRows unit, Matrix source) {
        return switch (params.visualization()) {
            case UMAP, TSNE -> {
                Matrix own = clock.time("layout", () -> layouts.picture(params, progress));
                int[] labels = Arrays.stream(layouts.sample())
                        .map(row -> grouping.labels()[row])
                        .toArray();
                yield unit.rows().rows() <= atOnce
                        ? twins.spread(own)
                        : clock.time("place", () -> layouts.placed(own, labels, unit.rows(), params, progress));
            }
            case PCA -> plane(source);
        };
    }

    private Matrix plane(Matrix source) {
        return clock.time("layout", () -> Pca.fit(source, 2, params.seed(), params.threads()));
    }

    /// @param few whether the rows are too few, or too equal, to be laid out by their neighbours
    private Clustering means(UnitRows unit, Matrix source, boolean few) {
        boolean laidOut = !few && params.reduction() == Reduction.UMAP;
        @Nullable
        Layouts layouts = laidOut || (!few && params.visualization() != Visualization.PCA)
                ? layouts(unit, source, Layouts.sampled(unit, atOnce, params.seed()))
                : null;
        Matrix space = layouts != null && laidOut
                ? laidOut(layouts, unit)
                : clock.time("reduce", () -> Layouts.projected(source, params, chosen));
        if (few && params.reduction() == Reduction.UMAP) {
            chosen.put("dimensionality_reduction_method", "none");
        }
        Grouping means = clock.time("tree", () -> new MeansGrouping(params, chosen).of(space));
        if (params.normalization() == Normalization.L2) {
            tellZeroRows(unit);
            means = means.without(unit.zero());
        }
        Grouping grouping = means.largestFirst();
        return assembled(
                grouping,
                unit,
                space,
                layouts == null ? plane(source) : picture(layouts, Twins.none(unit.rows()), grouping, unit, source));
    }

    private Matrix laidOut(Layouts layouts, UnitRows unit) {
        Matrix own = clock.time("reduce", () -> layouts.space(params, chosen, progress));
        int[] unlabelled = new int[layouts.sample().length];
        return unlabelled.length == unit.rows().rows()
                ? own
                : clock.time("place", () -> layouts.placed(own, unlabelled, unit.rows(), params, progress));
    }

    private Clustering assembled(Grouping grouping, UnitRows unit, Matrix space, Matrix positions) {
        return clock.time("assemble", () -> {
            try (Workers workers = new Workers(params.threads())) {
                Assembly assembly = new Assembly(grouping, unit.rows(), space, positions, workers);
                List<Clustering.Layer> layers = layers(grouping);
                tellLayers(layers);
                return new Clustering(
                        assembly.assignments(),
                        assembly.groups(),
                        positions,
                        layers,
                        chosen,
                        clock.seconds(),
                        warnings);
            }
        });
    }

    private void tellLayers(List<Clustering.Layer> layers) {
        if (layers.size() > 1) {
            chosen.put("layers", layers.stream().map(Clusterer::described).toList());
        }
    }

    private static Map<String, Object> described(Clustering.Layer layer) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("clusters", layer.clusters());
        words.put("persistence", layer.persistence());
        words.put("default", layer.isDefault());
        return words;
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
}
