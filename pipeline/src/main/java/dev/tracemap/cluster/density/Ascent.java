package dev.tracemap.cluster.density;

/// Climbs a condensed tree in steps that grow, so that a deep tree costs no more than its depth's logarithm (jump
/// pointers, Myers 1983).
final class Ascent {
    private final CondensedTree tree;
    private final int[] jump;

    Ascent(CondensedTree tree) {
        this.tree = tree;
        this.jump = new int[tree.clusters()];
        int[] depth = new int[tree.clusters()];
        for (int cluster = 1; cluster < jump.length; cluster++) {
            int above = tree.parent()[cluster];
            int far = jump[above];
            depth[cluster] = depth[above] + 1;
            boolean evenly = depth[above] - depth[far] == depth[far] - depth[jump[far]];
            jump[cluster] = evenly ? jump[far] : above;
        }
    }

    /// The nearest cluster from this one upwards that is born below a density; the root if there is none.
    int bornBefore(double lambda, int cluster) {
        int at = cluster;
        while (at > 0 && tree.birth()[at] >= lambda) {
            at = tree.birth()[jump[at]] >= lambda ? jump[at] : tree.parent()[at];
        }
        return at;
    }
}
