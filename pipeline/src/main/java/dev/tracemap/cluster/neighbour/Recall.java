package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.SplittableRandom;

/// The true neighbours of some rows, to measure by.
record Recall(int[] sample, Nearest truth, int k) {
    private static final int SAMPLE = Tile.SIDE;

    static Recall sampled(Matrix rows, int k, long seed, Workers workers) {
        int n = rows.rows();
        int d = rows.columns();
        int[] sample = new SplittableRandom(seed).ints(SAMPLE, 0, n).toArray();
        float[] here = new float[SAMPLE * d];
        for (int i = 0; i < SAMPLE; i++) {
            System.arraycopy(rows.values(), sample[i] * d, here, i * d, d);
        }
        float[][] across = Tile.across(here, 0, SAMPLE, d);
        Nearest truth = new Nearest(SAMPLE, k);
        int blocks = (n + Tile.SIDE - 1) / Tile.SIDE;
        workers.each(blocks, block -> {
            int first = block * Tile.SIDE;
            int count = Math.min(Tile.SIDE, n - first);
            float[][] products = new float[Tile.SIDE][Tile.SIDE];
            Tile.products(rows.values(), first, count, across, SAMPLE, products);
            synchronized (truth) {
                for (int i = 0; i < count; i++) {
                    for (int s = 0; s < SAMPLE; s++) {
                        if (products[i][s] >= truth.bars()[s] && first + i != sample[s]) {
                            truth.offer(s, first + i, products[i][s]);
                        }
                    }
                }
            }
        });
        return new Recall(sample, truth, k);
    }

    /// The share of the true nearest that are among as many of those found.
    double of(Nearest found) {
        int hits = 0;
        for (int s = 0; s < sample.length; s++) {
            for (int at = s * k; at < (s + 1) * k; at++) {
                int first = sample[s] * found.k();
                for (int there = first; there < first + k; there++) {
                    hits += truth.indices()[at] == found.indices()[there] ? 1 : 0;
                }
            }
        }
        return (double) hits / (sample.length * k);
    }
}
