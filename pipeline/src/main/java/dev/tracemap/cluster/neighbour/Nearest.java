package dev.tracemap.cluster.neighbour;

import java.util.Arrays;

/// The best candidates of each row seen so far, most similar first, ties by index. What it ends with does not depend
/// on the order in which candidates came.
final class Nearest {
    /// Products this close to 1 count as 1: the sum's rounding error, so that equal rows lie at distance 0.
    private static final float SAME = 1 - 5e-6f;

    private final int k;
    private final int[] indices;
    private final float[] products;
    private final float[] bars;

    Nearest(int rows, int k) {
        this.k = k;
        this.indices = new int[rows * k];
        this.products = new float[rows * k];
        this.bars = new float[rows];
        Arrays.fill(indices, Integer.MAX_VALUE);
        Arrays.fill(products, Float.NEGATIVE_INFINITY);
        Arrays.fill(bars, Float.NEGATIVE_INFINITY);
    }

    int k() {
        return k;
    }

    /// For each row, the product below which a candidate need not be offered.
    float[] bars() {
        return bars;
    }

    void offer(int row, int candidate, float product) {
        float similarity = product > SAME ? 1 : product;
        int base = row * k;
        int at = base + k - 1;
        if (k == 0 || !better(similarity, candidate, at) || contains(base, candidate, similarity)) {
            return;
        }
        for (; at > base && better(similarity, candidate, at - 1); at--) {
            products[at] = products[at - 1];
            indices[at] = indices[at - 1];
        }
        products[at] = similarity;
        indices[at] = candidate;
        bars[row] = Math.min(products[base + k - 1], SAME);
    }

    private boolean better(float similarity, int candidate, int at) {
        return similarity > products[at] || (similarity == products[at] && candidate < indices[at]);
    }

    private boolean contains(int base, int candidate, float similarity) {
        for (int at = base; at < base + k && products[at] >= similarity; at++) {
            if (indices[at] == candidate) {
                return true;
            }
        }
        return false;
    }

    /// Takes over what another one has found for a row.
    void merge(Nearest other, int row) {
        for (int at = row * k; at < (row + 1) * k && other.indices[at] != Integer.MAX_VALUE; at++) {
            offer(row, other.indices[at], other.products[at]);
        }
    }

    /// The candidates, `k` a row; the greatest integer where there are fewer.
    int[] indices() {
        return indices;
    }

    NeighbourGraph graph(int rows, double recall, String method) {
        float[] distances = new float[products.length];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Math.max(0, 1 - products[i]);
        }
        return new NeighbourGraph(rows, k, indices, distances, recall, method);
    }
}
