package dev.tracemap.cluster.density;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// For each place the lightest edge out of its part that is known, and for each part a weight that its lightest edge
/// cannot exceed. Edges are ordered by squared weight, then by their ends' rows.
///
/// Threads may write different places at once. Bounds of parts only fall within a round, whoever lowers them.
final class Candidates {
    private final PointTree tree;
    private final Parts parts;
    private final int[] to;
    private final float[] weight;
    /// No edge out of the place's part is lighter.
    private final float[] least;
    private final boolean[] proven;
    private final AtomicIntegerArray bound;

    Candidates(PointTree tree, Parts parts, float[] core) {
        this.tree = tree;
        this.parts = parts;
        this.to = new int[tree.rows()];
        this.weight = new float[tree.rows()];
        this.least = core.clone();
        this.proven = new boolean[tree.rows()];
        this.bound = new AtomicIntegerArray(tree.rows());
        Arrays.fill(to, -1);
    }

    void beginRound() {
        int unbounded = Float.floatToIntBits(Float.POSITIVE_INFINITY);
        for (int part = 0; part < tree.rows(); part++) {
            bound.setPlain(part, unbounded);
        }
    }

    /// Whether the candidate still leads out of the place's part.
    boolean holds(int place) {
        return to[place] >= 0 && parts.of(to[place]) != parts.of(place);
    }

    int to(int place) {
        return to[place];
    }

    float weight(int place) {
        return weight[place];
    }

    /// @param atLeast no edge out of the part is lighter
    void set(int place, int other, float squared, float atLeast, boolean isLightest) {
        to[place] = other;
        weight[place] = squared;
        least[place] = Math.max(least[place], atLeast);
        proven[place] = isLightest;
    }

    /// Whether a lighter edge of the place could be the lightest of its part.
    boolean worthSearching(int place) {
        return !proven[place] && least[place] <= bound(parts.of(place));
    }

    float bound(int part) {
        return Float.intBitsToFloat(bound.getPlain(part));
    }

    void lower(int part, float squared) {
        bound.accumulateAndGet(part, Float.floatToIntBits(squared), Math::min);
    }

    /// The place from which each part's lightest edge leaves; other entries are -1.
    int[] lightest() {
        int[] lightest = new int[tree.rows()];
        Arrays.fill(lightest, -1);
        for (int place = 0; place < tree.rows(); place++) {
            int part = parts.of(place);
            if (to[place] >= 0
                    && weight[place] <= bound(part)
                    && (lightest[part] < 0 || precedes(place, lightest[part]))) {
                lightest[part] = place;
            }
        }
        return lightest;
    }

    private boolean precedes(int place, int other) {
        if (weight[place] != weight[other]) {
            return weight[place] < weight[other];
        }
        int a = tree.rowAt(place);
        int b = tree.rowAt(to[place]);
        int c = tree.rowAt(other);
        int d = tree.rowAt(to[other]);
        int low = Math.min(a, b);
        int otherLow = Math.min(c, d);
        return low < otherLow || (low == otherLow && Math.max(a, b) < Math.max(c, d));
    }
}
