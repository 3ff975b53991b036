package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Blend;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;

/// The smooth vectors of a graph, from which a layout starts.
///
/// Subspace iteration with Chebyshev polynomials of the normalised adjacency, which damp everything below [CUT]
/// evenly (Zhou and Saad 2007). A layout needs the space of the smoothest vectors rather than the single
/// eigenvectors, so a fixed, small number of rounds does, whatever the gaps in the spectrum.
final class Spectrum {
    private static final double CUT = 0.6;
    private static final int DEGREE = 5;
    private static final int ROUNDS = 4;
    private static final int RITZ_WIDTH = 64;
    private static final int CHUNK = 64;

    /// The block is at least one column wider than needed, in steps of this.
    private static final int GRAIN = 16;

    private final FuzzyGraph graph;
    private final float[] affinity;
    private final int width;

    private Spectrum(FuzzyGraph graph, int width) {
        this.graph = graph;
        this.width = width;
        this.affinity = graph.weight().clone();
        float[] scale = roots(graph);
        for (int row = 0; row < graph.rows(); row++) {
            for (int e = graph.start()[row]; e < graph.start()[row + 1]; e++) {
                float degrees = scale[row] * scale[graph.target()[e]];
                affinity[e] = degrees == 0 ? 0 : affinity[e] / degrees;
            }
        }
    }

    /// As many smooth vectors as `dimensions`, the constant one left out, as columns of unit length.
    static Matrix of(FuzzyGraph graph, int dimensions, long seed, Workers workers) {
        int width = (dimensions + GRAIN) / GRAIN * GRAIN;
        Spectrum spectrum = new Spectrum(graph, width);
        TallBlock block = TallBlock.zero(graph.rows(), width);
        float[] roots = roots(graph);
        for (int i = 0; i < graph.rows(); i++) {
            for (int c = 0; c < width; c++) {
                long bits = Mix.of(seed, (long) i * width + c);
                block.values()[i][c] = c == 0 ? roots[i] : Mix.unit(bits) - 0.5f;
            }
        }
        block.orthonormalise(workers);
        for (int round = 0; round < ROUNDS; round++) {
            block = spectrum.filtered(block, workers);
            block.orthonormalise(workers);
        }
        if (width <= RITZ_WIDTH) {
            spectrum.sort(block, workers);
        }
        return columns(block, dimensions);
    }

    private static float[] roots(FuzzyGraph graph) {
        float[] roots = new float[graph.rows()];
        for (int row = 0; row < graph.rows(); row++) {
            float degree = 0;
            for (int e = graph.start()[row]; e < graph.start()[row + 1]; e++) {
                degree += graph.weight()[e];
            }
            roots[row] = (float) Math.sqrt(degree);
        }
        return roots;
    }

    /// T(DEGREE) of the adjacency mapped so that [-1, CUT] becomes [-1, 1], times the block.
    private TallBlock filtered(TallBlock block, Workers workers) {
        float slope = (float) (2 / (CUT + 1));
        float shift = (float) ((1 - CUT) / (CUT + 1));
        TallBlock before = block;
        TallBlock now = TallBlock.zero(block.rows(), width);
        apply(before, before, now, slope, shift, 0, workers);
        TallBlock spare = TallBlock.zero(block.rows(), width);
        for (int degree = 2; degree <= DEGREE; degree++) {
            apply(now, before, spare, 2 * slope, 2 * shift, -1, workers);
            TallBlock old = before;
            before = now;
            now = spare;
            spare = old;
        }
        return now;
    }

    /// `out = slope A x + shift x + earlier y`.
    private void apply(
            TallBlock x, TallBlock y, TallBlock out, float slope, float shift, float earlier, Workers workers) {
        workers.each((graph.rows() + CHUNK - 1) / CHUNK, chunk -> {
            float[] sum = new float[width];
            for (int row = chunk * CHUNK; row < Math.min(graph.rows(), (chunk + 1) * CHUNK); row++) {
                Arrays.fill(sum, 0);
                for (int e = graph.start()[row]; e < graph.start()[row + 1]; e++) {
                    Blend.one(sum, width, x.values()[graph.target()[e]], affinity[e]);
                }
                combine(sum, slope, x.values()[row], shift, y.values()[row], earlier, out.values()[row]);
            }
        });
    }

    private static void combine(
            float[] sum, float slope, float[] x, float shift, float[] y, float earlier, float[] out) {
        for (int c = 0; c < out.length; c++) {
            out[c] = slope * sum[c] + shift * x[c] + earlier * y[c];
        }
    }

    /// Rotates the columns so that the smoothest comes first (Rayleigh-Ritz).
    private void sort(TallBlock block, Workers workers) {
        TallBlock image = TallBlock.zero(block.rows(), width);
        apply(block, block, image, 1, 0, 0, workers);
        double[][] inner = block.products(image, workers);
        Eigen eigen = Eigen.symmetric(inner);
        float[][] rotation = new float[width][width];
        for (int k = 0; k < width; k++) {
            for (int a = 0; a < width; a++) {
                rotation[a][k] = (float) eigen.vectors()[k][a];
            }
        }
        block.multiply(rotation, workers);
    }

    private static Matrix columns(TallBlock block, int dimensions) {
        float[] result = new float[block.rows() * dimensions];
        for (int i = 0; i < block.rows(); i++) {
            System.arraycopy(block.values()[i], 1, result, i * dimensions, dimensions);
        }
        return new Matrix(block.rows(), dimensions, result);
    }
}
