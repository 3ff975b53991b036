package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Cuts the rows into small groups of similar ones, several times over and each time differently.
///
/// A tree halves the rows at the median of their projection on the difference of two of them, until a group fits a
/// tile (the random-projection trees of Dasgupta and Freund 2008, with the cuts that Annoy made popular).
final class Forest {
    private static final int SAMPLE = 64;
    private static final int STEPS = 3;

    private final Matrix rows;
    private final long seed;

    Forest(Matrix rows, long seed) {
        this.rows = rows;
        this.seed = seed;
    }

    /// The groups of one tree; together they hold each row once.
    List<int[]> groups(int tree, Workers workers) {
        int[] all = new int[rows.rows()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        List<int[]> open = List.of(all);
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + tree);
        while (open.getFirst().length > Tile.SIDE) {
            open = halved(open, random, workers);
        }
        return open;
    }

    /// All groups of a depth are cut at once; their sizes differ by one at most.
    private List<int[]> halved(List<int[]> groups, SplittableRandom random, Workers workers) {
        long[] seeds = random.longs(groups.size()).toArray();
        float[][] directions = new float[groups.size()][];
        workers.each(groups.size(), g -> directions[g] = direction(groups.get(g), new SplittableRandom(seeds[g])));
        int chunk = 1024;
        List<float[]> projections = new ArrayList<>();
        List<int[]> work = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            projections.add(new float[groups.get(g).length]);
            for (int from = 0; from < groups.get(g).length; from += chunk) {
                work.add(new int[] {g, from});
            }
        }
        workers.each(work.size(), w -> {
            int g = work.get(w)[0];
            int from = work.get(w)[1];
            int to = Math.min(groups.get(g).length, from + chunk);
            project(groups.get(g), directions[g], from, to, projections.get(g));
        });
        int[][] result = new int[2 * groups.size()][];
        workers.each(groups.size(), g -> split(groups.get(g), projections.get(g), result, 2 * g));
        return List.of(result);
    }

    /// From the middle of one half of a sample to the middle of the other, the halves found by two-means.
    private float[] direction(int[] group, SplittableRandom random) {
        int d = rows.columns();
        int[] sample =
                random.ints(Math.min(SAMPLE, group.length), 0, group.length).toArray();
        float[] direction = new float[d];
        for (int c = 0; c < d; c++) {
            direction[c] = rows.at(group[sample[0]], c) - rows.at(group[sample[1]], c);
        }
        float[] places = new float[sample.length];
        int[] members = new int[sample.length];
        for (int i = 0; i < members.length; i++) {
            members[i] = group[sample[i]];
        }
        for (int step = 0; step < STEPS; step++) {
            project(members, direction, 0, members.length, places);
            float[] sorted = places.clone();
            Arrays.sort(sorted);
            float middle = sorted[sorted.length / 2];
            Arrays.fill(direction, 0);
            for (int i = 0; i < members.length; i++) {
                float sign = places[i] < middle ? -1 : 1;
                for (int c = 0; c < d; c++) {
                    direction[c] += sign * rows.at(members[i], c);
                }
            }
        }
        return direction;
    }

    private void project(int[] group, float[] direction, int from, int to, float[] projections) {
        Dots dots = new Dots();
        float[] out = new float[4];
        int d = direction.length;
        for (int i = from; i < to; i += 4) {
            dots.four(
                    direction,
                    0,
                    rows.values(),
                    group[i] * d,
                    group[Math.min(to - 1, i + 1)] * d,
                    group[Math.min(to - 1, i + 2)] * d,
                    group[Math.min(to - 1, i + 3)] * d,
                    d,
                    out,
                    0);
            System.arraycopy(out, 0, projections, i, Math.min(4, to - i));
        }
    }

    /// Lower half first; rows with equal projections go by index, so that equal rows are cut evenly too.
    private static void split(int[] group, float[] projections, int[][] result, int at) {
        long[] keys = new long[group.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(projections[i]);
            keys[i] = ((long) (bits ^ ((bits >> 31) & Integer.MAX_VALUE)) << 32) | group[i];
        }
        Arrays.sort(keys);
        int half = keys.length / 2;
        result[at] = new int[half];
        result[at + 1] = new int[keys.length - half];
        for (int i = 0; i < keys.length; i++) {
            result[i < half ? at : at + 1][i < half ? i : i - half] = (int) keys[i];
        }
    }
}
