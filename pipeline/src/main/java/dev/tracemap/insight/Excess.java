package dev.tracemap.insight;

import java.util.List;

/// How frequent something is in one group and in all others.
///
/// @param here items of the group that have it, `of` so many
/// @param elsewhere other items that have it, `ofOthers` so many
public record Excess(int here, int of, int elsewhere, int ofOthers) {

    /// Of the two-sided exact test of each, among all of them.
    public static double[] q(List<Excess> all) {
        return FalseDiscovery.q(all.stream().mapToDouble(Excess::p).toArray());
    }

    private double p() {
        boolean moves = of > 0 && ofOthers > 0 && here + elsewhere > 0 && here + elsewhere < of + ofOthers;
        return moves ? new Tables(here, of - here, elsewhere, ofOthers - elsewhere).p() : 1;
    }
}
