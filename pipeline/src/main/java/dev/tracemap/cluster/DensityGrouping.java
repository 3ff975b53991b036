package dev.tracemap.cluster;

import dev.tracemap.cluster.density.Cut;
import dev.tracemap.cluster.density.Hdbscan;
import dev.tracemap.cluster.density.Selection;
import dev.tracemap.cluster.density.Validity;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// HDBSCAN in the reduced space, its size chosen by itself, its noise judged in the original one.
final class DensityGrouping {
    static final int MOST_LAYERS = 4;
    /// Neighbouring layers differ at least this much in their number of clusters.
    private static final double APART = 1.6;

    private final ClusteringParams params;
    private final NeighbourGraph graph;
    private final DescriptionLength description;
    private final OriginalSpace original;
    private final Cohesion cohesion;
    private final Map<String, Object> chosen;

    /// @param unit the original rows
    DensityGrouping(ClusteringParams params, Matrix unit, NeighbourGraph graph, Map<String, Object> chosen) {
        this.params = params;
        this.cohesion = new Cohesion(unit, params.seed());
        this.graph = graph;
        this.description = new DescriptionLength(graph);
        this.original = new OriginalSpace(graph);
        this.chosen = chosen;
    }

    Grouping of(Matrix space) {
        int n = space.rows();
        Hdbscan hdbscan = Hdbscan.fit(space, params.minSamples(), params.threads());
        CutChoice choice = choice(hdbscan, n);
        if (choice.tried().isEmpty()) {
            return Grouping.none(n);
        }
        CutChoice.Candidate best = choice.best();
        chosen.put("min_cluster_size", best.minClusterSize());
        chosen.put("cluster_selection_method", ClusteringParams.wire(Selection.Method.LEAF));
        FlatCut cut = localised(choice, best);
        chosen.put(
                "dbcv",
                Validity.of(hdbscan.dendrogram(), cut.labels(), cut.clusters()).total());
        int[] labels = corrected(cut.labels(), cut.clusters());
        return new Grouping(
                labels,
                probabilities(cut, labels),
                outlierScores(best.cut()),
                cut.persistence().stream().mapToDouble(Double::doubleValue).toArray(),
                cut.exemplars(),
                layers(choice, best));
    }

    private FlatCut localised(CutChoice choice, CutChoice.Candidate best) {
        List<Cut> finer = choice.tried().stream()
                .filter(candidate -> candidate.minClusterSize() < best.minClusterSize())
                .map(CutChoice.Candidate::cut)
                .toList();
        LocalSizes local = new LocalSizes(graph, description);
        Cut merged = local.merged(best.cut(), attached(best.cut()));
        FlatCut refined = local.divided(merged, attached(merged), finer);
        int[] held = cohesion.held(refined.labels(), refined.clusters());
        FlatCut restored = local.restored(
                refined,
                original.allAttached(refined.labels()),
                finer,
                original.noLooserThan(held, refined.clusters()));
        chosen.put("splits_taken_back", best.cut().clusters() - merged.clusters());
        chosen.put("clusters_divided", refined.clusters() - merged.clusters());
        chosen.put("clusters_restored", restored.clusters() - refined.clusters());
        return restored;
    }

    private int[] attached(Cut cut) {
        return original.allAttached(cut.labels());
    }

    /// What belongs together by the tree, judged again where the data came from.
    private int[] corrected(int[] labels, int clusters) {
        return original.corrected(cohesion.held(labels, clusters), clusters);
    }

    private CutChoice choice(Hdbscan hdbscan, int n) {
        Integer given = params.givenSize(n);
        int smallest = given == null ? Math.max(3, params.minSamples()) : given;
        int largest = given == null ? Math.max(smallest, n / 4) : given;
        return CutChoice.of(hdbscan.dendrogram(), smallest, largest, original, description);
    }

    /// A row that was attached counts as loosely held as the loosest quarter of its cluster... at least not at 0.
    private static double[] probabilities(FlatCut cut, int[] labels) {
        double[] probabilities = new double[labels.length];
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] >= 0) {
                probabilities[row] = labels[row] == cut.labels()[row] ? cut.probabilities()[row] : 0.25;
            }
        }
        return probabilities;
    }

    private double[] outlierScores(Cut cut) {
        double[] scores = cut.tree().outlierScores();
        double typical = original.typicalIsolation();
        for (int row = 0; row < scores.length; row++) {
            scores[row] = Math.max(scores[row], original.outlierScore(row, typical));
        }
        return scores;
    }

    private static double[] persistence(Cut cut) {
        double[] persistence = new double[cut.clusters()];
        for (int cluster = 0; cluster < persistence.length; cluster++) {
            persistence[cluster] = cut.persistence(cluster);
        }
        return persistence;
    }

    /// The default cut with up to two coarser and one finer, each the best described among its like.
    private List<Clustering.Layer> layers(CutChoice choice, CutChoice.Candidate best) {
        List<CutChoice.Candidate> taken = new ArrayList<>(List.of(best));
        List<CutChoice.Candidate> rest = choice.tried().stream()
                .sorted(Comparator.comparingDouble(CutChoice.Candidate::bits))
                .toList();
        for (CutChoice.Candidate candidate : rest) {
            boolean apart = taken.stream()
                    .allMatch(other ->
                            apart(candidate.cut().clusters(), other.cut().clusters()));
            if (apart && taken.size() < MOST_LAYERS) {
                taken.add(candidate);
            }
        }
        return taken.stream()
                .sorted(Comparator.comparingInt(candidate -> candidate.cut().clusters()))
                .map(candidate -> layer(candidate.cut(), candidate.equals(best)))
                .toList();
    }

    /// Whether two layers differ enough in their number of clusters to be worth showing both.
    static boolean apart(int a, int b) {
        return Math.max(a, b) >= APART * Math.min(a, b);
    }

    private Clustering.Layer layer(Cut cut, boolean isDefault) {
        double[] persistence = persistence(cut);
        double mean = Arrays.stream(persistence).average().orElse(0);
        int[] labels = corrected(cut.labels(), cut.clusters());
        return new Clustering.Layer(labels, cut.clusters(), mean, isDefault);
    }
}
