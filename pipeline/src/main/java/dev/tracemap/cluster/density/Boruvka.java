package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Workers;

/// Borůvka's algorithm over a kd-tree: in each round every part takes its lightest edge out, until one part is left.
///
/// The first rounds live on each point's nearest neighbours, as in fast_hdbscan; where these are used up, the tree is
/// searched with the part's lightest known edge as the bound (March, Ram, Gray 2010, for single points instead of
/// nodes). A bound only spares searching in vain, so threads that see it earlier or later find the same edges.
final class Boruvka {
    private final PointTree tree;
    private final float[] core;
    private final float[] leastCore;
    private final Workers workers;
    private final Parts parts;
    private final Candidates candidates;
    private final Shortlist shortlist;
    private final int[] from;
    private final int[] to;
    private final float[] squared;
    private int edges;

    private Boruvka(PointTree tree, NearestPoints nearest, float[] core, Workers workers) {
        this.tree = tree;
        this.core = core;
        this.workers = workers;
        this.leastCore = tree.leastBelow(core);
        this.parts = new Parts(tree);
        this.candidates = new Candidates(tree, parts, core);
        this.shortlist = new Shortlist(tree, nearest, core, workers);
        this.from = new int[tree.rows() - 1];
        this.to = new int[tree.rows() - 1];
        this.squared = new float[tree.rows() - 1];
    }

    /// @param nearest of each place, at least one
    /// @param core squared core distance of each place
    static SpanningTree of(PointTree tree, NearestPoints nearest, float[] core, Workers workers) {
        return new Boruvka(tree, nearest, core, workers).run();
    }

    private SpanningTree run() {
        while (edges < squared.length) {
            candidates.beginRound();
            workers.each(tree.leaves(), leaf -> propose(tree.leaves() + leaf));
            workers.each(tree.leaves(), leaf -> new OutwardSearch(tree, core, leastCore, parts, candidates)
                    .leaf(tree.leaves() + leaf));
            for (int place : candidates.lightest()) {
                if (place >= 0 && parts.join(place, candidates.to(place))) {
                    from[edges] = tree.rowAt(place);
                    to[edges] = tree.rowAt(candidates.to(place));
                    squared[edges++] = candidates.weight(place);
                }
            }
            parts.tell();
        }
        return SpanningTree.of(tree.rows(), from, to, squared);
    }

    private void propose(int leaf) {
        for (int place = tree.start(leaf); place < tree.start(leaf + 1); place++) {
            if (!candidates.holds(place)) {
                shortlist.propose(place, parts, candidates);
            }
            if (candidates.to(place) >= 0) {
                candidates.lower(parts.of(place), candidates.weight(place));
            }
        }
    }
}
