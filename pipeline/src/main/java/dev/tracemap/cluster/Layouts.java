package dev.tracemap.cluster;

import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.neighbour.Neighbours;
import dev.tracemap.cluster.reduce.Pca;
import dev.tracemap.cluster.reduce.Tsne;
import dev.tracemap.cluster.reduce.Umap;
import dev.tracemap.cluster.reduce.UmapParams;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The neighbours of some rows, the space they are clustered in and their picture; and how all others are placed among
/// them.
///
/// @param sample which rows, ascending
/// @param unit their unit rows
/// @param source the rows that projections are made of: the unit rows, or the raw ones where normalisation is off
/// @param graph their neighbours, by cosine whatever the normalisation
record Layouts(int[] sample, Matrix unit, Matrix source, NeighbourGraph graph) {
    /// What a layout goes by.
    static final int NEIGHBOURS = 15;
    /// Descriptions go by one neighbour for so many rows, at most [#MOST_NEIGHBOURS]. With always the same number
    /// twice as many rows of the same kinds would fall into twice as many clusters.
    private static final int ROWS_A_NEIGHBOUR = 150;

    private static final int MOST_NEIGHBOURS = 40;
    /// Three times the perplexity.
    private static final int TSNE_NEIGHBOURS = 45;

    static final int LAYOUT_DIMENSIONS = 10;
    static final int PROJECTION_DIMENSIONS = 50;
    /// Below this, chance decides much of a single layout, and several cost little.
    private static final int FEW_ROWS = 1000;

    private static final int LAYOUTS = 3;
    private static final float PICTURE_DISTANCE = 0.1f;

    /// Rows of the sample that others are placed by, and how many of these every cluster has where it can.
    private static final int ANCHORS = 8192;

    private static final int ANCHORS_EACH = 50;

    static Layouts of(int[] sample, Matrix unit, Matrix source, ClusteringParams params, Progress progress) {
        int neighbours = Math.clamp(unit.rows() / ROWS_A_NEIGHBOUR, NEIGHBOURS, MOST_NEIGHBOURS);
        return new Layouts(
                sample, unit, source, Neighbours.of(unit, neighbours, params.seed(), params.threads(), progress));
    }

    /// All `n` rows where these are at most `most`, otherwise a sample of `most` of those with a direction.
    static int[] sampled(UnitRows unit, int most, long seed) {
        int n = unit.rows().rows();
        if (n <= most) {
            return IntStream.range(0, n).toArray();
        }
        return sampled(IntStream.range(0, n).filter(row -> !unit.zero()[row]).toArray(), most, seed);
    }

    /// A random choice of `most` of the rows, in their order, or all where there are fewer.
    static int[] sampled(int[] rows, int most, long seed) {
        if (rows.length <= most) {
            return rows;
        }
        int[] mixed = rows.clone();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < most; i++) {
            int other = random.nextInt(i, mixed.length);
            int taken = mixed[other];
            mixed[other] = mixed[i];
            mixed[i] = taken;
        }
        int[] sample = Arrays.copyOf(mixed, most);
        Arrays.sort(sample);
        return sample;
    }

    Matrix space(ClusteringParams params, Map<String, Object> chosen, Progress progress) {
        return reduced(unit, source, graph, params, count(unit.rows(), params), chosen, progress);
    }

    /// How many layouts make up the space.
    static int count(int rows, ClusteringParams params) {
        return params.dimensions() == null && rows < FEW_ROWS ? LAYOUTS : 1;
    }

    static Matrix reduced(
            Matrix unit,
            Matrix source,
            NeighbourGraph graph,
            ClusteringParams params,
            int layouts,
            Map<String, Object> chosen,
            Progress progress) {
        return switch (params.reduction()) {
            case UMAP -> {
                int dimensions = params.dimensions() == null ? LAYOUT_DIMENSIONS : params.dimensions();
                chosen.put("dimensions", dimensions);
                int near = Math.min(NEIGHBOURS, graph.k() + 1);
                UmapParams wanted = new UmapParams(dimensions, 0, near, params.seed(), params.threads());
                chosen.put("layouts", layouts);
                yield layouts == 1
                        ? Umap.fit(unit, graph, wanted, progress)
                        : sideBySide(layouts, unit, graph, wanted, progress);
            }
            case PCA, NONE -> projected(source, params, chosen);
        };
    }

    /// Several layouts from different seeds, as one space: what is close in all of them belongs together, what one
    /// of them brought together by chance does not.
    private static Matrix sideBySide(
            int layouts, Matrix unit, NeighbourGraph graph, UmapParams wanted, Progress progress) {
        int width = wanted.dimensions();
        float[] values = new float[unit.rows() * width * layouts];
        for (int layout = 0; layout < layouts; layout++) {
            UmapParams own = wanted.withSeed(wanted.seed() + layout * 7919L);
            Matrix one = Umap.fit(unit, graph, own, progress);
            for (int row = 0; row < unit.rows(); row++) {
                System.arraycopy(one.values(), one.offset(row), values, (row * layouts + layout) * width, width);
            }
        }
        return new Matrix(unit.rows(), width * layouts, values);
    }

    /// The space that needs no neighbours.
    static Matrix projected(Matrix source, ClusteringParams params, Map<String, Object> chosen) {
        if (params.reduction() != ClusteringParams.Reduction.PCA) {
            chosen.put("dimensions", source.columns());
            return source;
        }
        int dimensions = params.dimensions() == null ? PROJECTION_DIMENSIONS : params.dimensions();
        chosen.put("dimensions", dimensions);
        return Pca.fit(source, dimensions, params.seed(), params.threads());
    }

    /// The picture of the sample, from its neighbours.
    Matrix picture(ClusteringParams params, Progress progress) {
        Progress heard = (stage, done) -> progress.at("layout", done);
        if (params.visualization() == ClusteringParams.Visualization.TSNE) {
            NeighbourGraph wider = Neighbours.of(unit, TSNE_NEIGHBOURS, params.seed(), params.threads(), heard);
            return Tsne.fit(unit, wider, params.seed(), params.threads(), heard);
        }
        UmapParams wanted = new UmapParams(2, PICTURE_DISTANCE, NEIGHBOURS, params.seed(), params.threads());
        return Umap.fit(unit, graph, wanted, heard);
    }

    /// Carries a layout of the sample over to all rows: those of the sample keep their places, any other lands among
    /// the most similar of some thousand anchors.
    ///
    /// @param labels cluster of each row of the sample, -1 for none; rare clusters get anchors of their own
    Matrix placed(Matrix layout, int[] labels, Matrix all, ClusteringParams params, Progress progress) {
        int[] anchors = anchors(labels, params.seed());
        UmapParams like = new UmapParams(layout.columns(), 0, NEIGHBOURS, params.seed(), params.threads());
        Umap.Model model = new Umap.Model(unit.picked(anchors), layout.picked(anchors), like);
        Matrix places = model.transform(all, (stage, done) -> progress.at("place", done));
        for (int i = 0; i < sample.length; i++) {
            System.arraycopy(
                    layout.values(), layout.offset(i), places.values(), places.offset(sample[i]), layout.columns());
        }
        return places;
    }

    private int[] anchors(int[] labels, long seed) {
        int[] all = IntStream.range(0, sample.length).toArray();
        boolean[] taken = new boolean[sample.length];
        int clusters = Arrays.stream(labels).max().orElse(-1) + 1;
        int[] held = new int[clusters];
        for (int row : sampled(all, ANCHORS, seed)) {
            taken[row] = true;
            if (labels[row] >= 0) {
                held[labels[row]]++;
            }
        }
        for (int row = 0; row < taken.length; row++) {
            if (!taken[row] && labels[row] >= 0 && held[labels[row]] < ANCHORS_EACH) {
                taken[row] = true;
                held[labels[row]]++;
            }
        }
        return Arrays.stream(all).filter(row -> taken[row]).toArray();
    }
}
