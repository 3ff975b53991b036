package dev.tracemap.cluster.density;

import java.util.Arrays;

/// Which clusters of a condensed tree to take. No two of them lie above one another, and the root is never one.
///
/// @param method excess of mass, or the leaves
/// @param maxClusterSize larger clusters give way to what is below them
/// @param epsilon clusters born at a smaller distance are merged upwards until they are not; 0 = never
public record Selection(Method method, int maxClusterSize, double epsilon) {
    public enum Method {
        EOM,
        LEAF
    }

    public static final Selection EOM = new Selection(Method.EOM, Integer.MAX_VALUE, 0);
    public static final Selection LEAF = new Selection(Method.LEAF, Integer.MAX_VALUE, 0);

    /// One flag per cluster of the tree.
    public boolean[] choose(CondensedTree tree) {
        boolean[] chosen =
                switch (method) {
                    case EOM -> excessOfMass(tree);
                    case LEAF -> leaves(tree);
                };
        return epsilon > 0 ? mergedBelowEpsilon(tree, chosen) : chosen;
    }

    private static boolean[] leaves(CondensedTree tree) {
        boolean[] chosen = tree.leaves();
        chosen[0] = false;
        return chosen;
    }

    private boolean[] excessOfMass(CondensedTree tree) {
        int clusters = tree.clusters();
        double[] below = new double[clusters];
        boolean[] best = new boolean[clusters];
        boolean[] leaf = tree.leaves();
        for (int cluster = clusters - 1; cluster > 0; cluster--) {
            double own = tree.stability()[cluster];
            boolean tooBig = tree.size()[cluster] > maxClusterSize;
            best[cluster] = !tooBig && (leaf[cluster] || own >= below[cluster]);
            below[tree.parent()[cluster]] += best[cluster] ? own : below[cluster];
        }
        return topmost(tree, best);
    }

    private boolean[] mergedBelowEpsilon(CondensedTree tree, boolean[] chosen) {
        int[] firstBorn = new int[tree.clusters()];
        boolean[] merged = new boolean[tree.clusters()];
        for (int cluster = 1; cluster < merged.length; cluster++) {
            int above = tree.parent()[cluster];
            boolean rises = 1 / tree.birth()[cluster] < epsilon && above > 0 && tree.size()[above] <= maxClusterSize;
            firstBorn[cluster] = rises ? firstBorn[above] : cluster;
            if (chosen[cluster]) {
                merged[firstBorn[cluster]] = true;
            }
        }
        return topmost(tree, merged);
    }

    private static boolean[] topmost(CondensedTree tree, boolean[] candidates) {
        boolean[] chosen = candidates.clone();
        boolean[] covered = new boolean[candidates.length];
        Arrays.fill(covered, false);
        for (int cluster = 1; cluster < candidates.length; cluster++) {
            int above = tree.parent()[cluster];
            covered[cluster] = covered[above] || chosen[above];
            chosen[cluster] = candidates[cluster] && !covered[cluster];
        }
        return chosen;
    }
}
