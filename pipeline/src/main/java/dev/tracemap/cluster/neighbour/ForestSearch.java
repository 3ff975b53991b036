package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/// Approximate neighbours of many rows: exact search within the groups of a forest, then rounds in which each row
/// looks at the neighbours of its neighbours (after Dong, Moses, Li 2011, with a fixed schedule). The rounds go by
/// way of the nearest few: what lies beyond them is what was met on the way.
final class ForestSearch {
    private static final int TREES = 10;
    private static final int MOST_ROUNDS = 4;
    private static final double ENOUGH = 0.97;
    private static final int CHUNK = 256;
    /// So many of a row's neighbours are gone through, and make up the recall that is measured.
    private static final int REACH = 15;

    private final Matrix rows;
    private final int k;
    private final int reach;
    private final long seed;
    private final int blocks;

    ForestSearch(Matrix rows, int k, long seed) {
        this.rows = rows;
        this.k = k;
        this.reach = Math.min(k, REACH);
        this.seed = seed;
        this.blocks = (rows.rows() + CHUNK - 1) / CHUNK;
    }

    NeighbourGraph search(Workers workers, DoubleConsumer heard) {
        Nearest nearest = new Nearest(rows.rows(), k);
        Forest forest = new Forest(rows, seed);
        List<int[]> groups = List.of();
        for (int tree = 0; tree < TREES; tree++) {
            groups = forest.groups(tree, workers);
            List<int[]> now = groups;
            workers.each(now.size(), g -> compare(now.get(g), nearest));
            heard.accept(0.5 * (tree + 1) / TREES);
        }
        int[] order = groups.stream().flatMapToInt(Arrays::stream).toArray();
        Recall recall = Recall.sampled(rows, reach, seed, workers);
        double found = recall.of(nearest);
        boolean[] fresh = new boolean[rows.rows() * k];
        Arrays.fill(fresh, true);
        for (int round = 0; round < MOST_ROUNDS && found < ENOUGH; round++) {
            fresh = round(nearest, fresh, order, workers);
            found = recall.of(nearest);
            heard.accept(0.5 + 0.5 * (round + 1) / MOST_ROUNDS);
        }
        return nearest.graph(rows.rows(), found, "forest");
    }

    /// Groups of one tree share no row, so they may be compared at the same time.
    private void compare(int[] group, Nearest nearest) {
        int d = rows.columns();
        float[] here = new float[group.length * d];
        for (int i = 0; i < group.length; i++) {
            System.arraycopy(rows.values(), group[i] * d, here, i * d, d);
        }
        float[][] products = new float[group.length][group.length];
        Tile.products(here, 0, group.length, Tile.across(here, 0, group.length, d), group.length, products);
        for (int i = 0; i < group.length; i++) {
            for (int j = 0; j < group.length; j++) {
                float product = products[i][j];
                if (product >= nearest.bars()[group[i]] && i != j) {
                    nearest.offer(group[i], group[j], product);
                }
            }
        }
    }

    /// Each row is offered the neighbours of its neighbours, where one of the two steps is new, and the rows that
    /// have it as a new neighbour. Returns which entries are new now.
    private boolean[] round(Nearest nearest, boolean[] fresh, int[] order, Workers workers) {
        int[] before = nearest.indices().clone();
        int[][] reverse = reverse(before);
        boolean[] now = new boolean[fresh.length];
        ThreadLocal<Look> looks = ThreadLocal.withInitial(() -> new Look(rows, k, reach));
        workers.each(blocks, block -> {
            Look look = looks.get();
            for (int i = block * CHUNK; i < Math.min(order.length, (block + 1) * CHUNK); i++) {
                look.around(order[i], before, fresh, reverse, nearest);
                for (int at = order[i] * k; at < order[i] * k + reach; at++) {
                    now[at] = !contains(before, order[i], nearest.indices()[at]);
                }
            }
        });
        return now;
    }

    private boolean contains(int[] lists, int row, int index) {
        for (int at = row * k; at < row * k + reach; at++) {
            if (lists[at] == index) {
                return true;
            }
        }
        return false;
    }

    /// For each row up to `reach` of the rows that have it among their nearest.
    private int[][] reverse(int[] lists) {
        int[][] reverse = new int[2][];
        reverse[0] = new int[rows.rows()];
        reverse[1] = new int[rows.rows() * reach];
        for (int row = 0; row < rows.rows(); row++) {
            for (int at = row * k; at < row * k + reach; at++) {
                int to = lists[at];
                if (to != Integer.MAX_VALUE && reverse[0][to] < reach) {
                    reverse[1][to * reach + reverse[0][to]++] = row;
                }
            }
        }
        return reverse;
    }

    /// One thread's notes.
    private static final class Look {
        private final Matrix rows;
        private final int k;
        private final int reach;
        private final int[] seen;
        private final int[] candidates;
        private final float[] products;
        private final Dots dots = new Dots();
        private int count;
        private int mark;

        Look(Matrix rows, int k, int reach) {
            this.rows = rows;
            this.k = k;
            this.reach = reach;
            this.seen = new int[rows.rows()];
            this.candidates = new int[2 * reach * 2 * reach + 2 * reach + 4];
            this.products = new float[candidates.length];
        }

        void around(int row, int[] lists, boolean[] fresh, int[][] reverse, Nearest nearest) {
            count = 0;
            mark++;
            seen[row] = mark;
            for (int at = row * k; at < (row + 1) * k; at++) {
                if (lists[at] != Integer.MAX_VALUE) {
                    seen[lists[at]] = mark;
                }
            }
            for (int at = row * k; at < row * k + reach && lists[at] != Integer.MAX_VALUE; at++) {
                through(lists[at], fresh[at], lists, fresh);
            }
            for (int i = 0; i < reverse[0][row]; i++) {
                int other = reverse[1][row * reach + i];
                note(other);
                through(other, !contains(lists, other, row, fresh), lists, fresh);
            }
            score(row, nearest);
        }

        private void through(int middle, boolean all, int[] lists, boolean[] fresh) {
            for (int at = middle * k; at < middle * k + reach && lists[at] != Integer.MAX_VALUE; at++) {
                if (all || fresh[at]) {
                    note(lists[at]);
                }
            }
        }

        /// Whether the entry of `row` in another row's list was there before the last round.
        private boolean contains(int[] lists, int other, int row, boolean[] fresh) {
            for (int at = other * k; at < other * k + reach; at++) {
                if (lists[at] == row) {
                    return !fresh[at];
                }
            }
            return false;
        }

        private void note(int candidate) {
            if (seen[candidate] != mark) {
                seen[candidate] = mark;
                candidates[count++] = candidate;
            }
        }

        private void score(int row, Nearest nearest) {
            if (count == 0) {
                return;
            }
            for (int i = 0; i < 4; i++) {
                candidates[count + i] = candidates[count - 1];
            }
            int d = rows.columns();
            for (int i = 0; i < count; i += 4) {
                dots.four(
                        rows.values(),
                        row * d,
                        rows.values(),
                        candidates[i] * d,
                        candidates[i + 1] * d,
                        candidates[i + 2] * d,
                        candidates[i + 3] * d,
                        d,
                        products,
                        i);
            }
            for (int i = 0; i < count; i++) {
                if (products[i] >= nearest.bars()[row]) {
                    nearest.offer(row, candidates[i], products[i]);
                }
            }
        }
    }
}
