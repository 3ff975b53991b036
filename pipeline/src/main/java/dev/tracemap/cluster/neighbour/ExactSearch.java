package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleConsumer;

/// Compares every row with every other, block by block; each pair is computed once and offered to both ends.
final class ExactSearch {
    private final Matrix rows;
    private final int k;
    private final int blocks;
    private final float[][][] across;
    private final ConcurrentLinkedQueue<Bench> benches = new ConcurrentLinkedQueue<>();

    ExactSearch(Matrix rows, int k) {
        this.rows = rows;
        this.k = k;
        this.blocks = (rows.rows() + Tile.SIDE - 1) / Tile.SIDE;
        this.across = new float[blocks][][];
    }

    NeighbourGraph search(Workers workers, DoubleConsumer heard) {
        workers.each(
                blocks,
                block -> across[block] = Tile.across(rows.values(), block * Tile.SIDE, size(block), rows.columns()));
        workers.each(
                blocks * (blocks + 1) / 2,
                pair -> {
                    // Pair p of the upper triangle, counted column by column.
                    int right = (int) ((Math.sqrt(8.0 * pair + 1) - 1) / 2);
                    compare(pair - right * (right + 1) / 2, right);
                },
                heard);
        return merged(workers).graph(rows.rows(), 1, "exact");
    }

    private int size(int block) {
        return Math.min(Tile.SIDE, rows.rows() - block * Tile.SIDE);
    }

    private void compare(int left, int right) {
        Bench bench = benches.poll();
        if (bench == null) {
            bench = new Bench(new Nearest(rows.rows(), k), new float[Tile.SIDE][Tile.SIDE]);
        }
        Tile.products(rows.values(), left * Tile.SIDE, size(left), across[right], size(right), bench.products);
        for (int i = 0; i < size(left); i++) {
            offer(bench.nearest, left * Tile.SIDE + i, bench.products[i], right * Tile.SIDE, size(right));
        }
        benches.add(bench);
    }

    /// Offers one row of products to both sides, where either wants it.
    private static void offer(Nearest nearest, int row, float[] products, int first, int count) {
        float[] bars = nearest.bars();
        for (int j = Math.max(0, row + 1 - first); j < count; j++) {
            float product = products[j];
            int other = first + j;
            if (product >= bars[row]) {
                nearest.offer(row, other, product);
            }
            if (product >= bars[other]) {
                nearest.offer(other, row, product);
            }
        }
    }

    private Nearest merged(Workers workers) {
        Nearest first = Objects.requireNonNull(benches.poll()).nearest;
        workers.each(blocks, block -> {
            for (Bench bench : benches) {
                for (int i = 0; i < size(block); i++) {
                    first.merge(bench.nearest, block * Tile.SIDE + i);
                }
            }
        });
        return first;
    }

    /// What one thread works with.
    private record Bench(Nearest nearest, float[][] products) {}
}
