package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Lanes;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Compares every row with every other, block by block; each pair is computed once and offered to both ends.
final class ExactSearch {
    private final Matrix rows;
    private final int k;
    private final int blocks;
    private final float[][] packed;
    private final ConcurrentLinkedQueue<Bench> benches = new ConcurrentLinkedQueue<>();

    ExactSearch(Matrix rows, int k) {
        this.rows = rows;
        this.k = k;
        this.blocks = (rows.rows() + Tile.SIDE - 1) / Tile.SIDE;
        this.packed = new float[blocks][];
    }

    NeighbourGraph search(Workers workers, DoubleConsumer heard) {
        workers.each(blocks, block -> {
            packed[block] = new float[Tile.SIDE * rows.columns()];
            Tile.pack(rows.values(), block * Tile.SIDE, size(block), rows.columns(), packed[block]);
        });
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
            bench = new Bench(new Nearest(rows.rows(), k), new float[Tile.SIDE * Tile.SIDE]);
        }
        Tile.products(
                rows.values(),
                left * Tile.SIDE,
                size(left),
                rows.columns(),
                packed[right],
                size(right),
                bench.products);
        for (int i = 0; i < size(left); i++) {
            offer(bench, left * Tile.SIDE + i, i * Tile.SIDE, right * Tile.SIDE, size(right), left == right);
        }
        benches.add(bench);
    }

    /// Offers one row of products to both sides, where either may want it.
    private static void offer(Bench bench, int row, int o, int first, int count, boolean diagonal) {
        float[] bars = bench.nearest.bars();
        int whole = count - count % Lanes.WIDTH;
        for (int j = 0; j < whole; j += Lanes.WIDTH) {
            FloatVector products = FloatVector.fromArray(Lanes.SPECIES, bench.products, o + j);
            FloatVector bar =
                    FloatVector.fromArray(Lanes.SPECIES, bars, first + j).min(bars[row]);
            VectorMask<Float> wanted = products.compare(VectorOperators.GE, bar);
            if (wanted.anyTrue()) {
                offer(bench, row, o + j, first + j, Lanes.WIDTH, wanted.toLong(), diagonal);
            }
        }
        offer(bench, row, o + whole, first + whole, count - whole, -1, diagonal);
    }

    private static void offer(Bench bench, int row, int o, int first, int count, long wanted, boolean diagonal) {
        for (int j = 0; j < count; j++) {
            int other = first + j;
            if (((wanted >>> j) & 1) == 0 || (diagonal && other <= row)) {
                continue;
            }
            float product = bench.products[o + j];
            if (product >= bench.nearest.bars()[row]) {
                bench.nearest.offer(row, other, product);
            }
            if (product >= bench.nearest.bars()[other]) {
                bench.nearest.offer(other, row, product);
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
    private record Bench(Nearest nearest, float[] products) {}
}
