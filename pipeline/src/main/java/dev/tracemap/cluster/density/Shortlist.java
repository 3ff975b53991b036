package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Workers;

/// The nearest others of each place by mutual reachability, as far as its nearest by distance tell. Most edges of the
/// spanning tree are among them.
final class Shortlist {
    private final PointTree tree;
    private final int k;
    private final int[] places;
    private final float[] weights;
    /// How many of a place's list have turned out to be in its own part.
    private final int[] passed;
    /// What is not on the list is at least as far as this, and not before this row if as far.
    private final float[] beyond;

    private final int[] beyondRow;

    Shortlist(PointTree tree, NearestPoints nearest, float[] core, Workers workers) {
        this.tree = tree;
        this.k = nearest.k();
        this.places = nearest.places().clone();
        this.weights = nearest.squared().clone();
        this.passed = new int[tree.rows()];
        this.beyond = new float[tree.rows()];
        this.beyondRow = new int[tree.rows()];
        workers.each(tree.leaves(), leaf -> {
            for (int place = tree.start(tree.leaves() + leaf); place < tree.start(tree.leaves() + leaf + 1); place++) {
                arrange(place, core);
            }
        });
    }

    private void arrange(int place, float[] core) {
        int begin = place * k;
        beyond[place] = weights[begin + k - 1];
        beyondRow[place] = tree.rowAt(places[begin + k - 1]);
        for (int i = begin; i < begin + k; i++) {
            int other = places[i];
            float weight = Math.max(weights[i], Math.max(core[place], core[other]));
            int at = i;
            while (at > begin && precedes(weight, other, at - 1)) {
                weights[at] = weights[at - 1];
                places[at] = places[at - 1];
                at--;
            }
            weights[at] = weight;
            places[at] = other;
        }
    }

    private boolean precedes(float weight, int place, int at) {
        return weight < weights[at] || (weight == weights[at] && tree.rowAt(place) < tree.rowAt(places[at]));
    }

    /// Makes the first of a place's list that is not in its own part the candidate.
    void propose(int place, Parts parts, Candidates candidates) {
        int at = passed[place];
        while (at < k && parts.of(places[place * k + at]) == parts.of(place)) {
            at++;
        }
        passed[place] = at;
        if (at == k) {
            candidates.set(place, -1, Float.POSITIVE_INFINITY, beyond[place], false);
            return;
        }
        int other = places[place * k + at];
        float weight = weights[place * k + at];
        boolean lightest = weight < beyond[place] || (weight == beyond[place] && tree.rowAt(other) <= beyondRow[place]);
        candidates.set(place, other, weight, Math.min(weight, beyond[place]), lightest);
    }
}
