package dev.tracemap.cluster.reduce;

/// Says which edges of a row pull in this epoch: each edge as often as its weight relative to the strongest one, at
/// even intervals, from a random phase.
final class EdgeSchedule {
    private final FuzzyGraph graph;
    private final float[] share;
    private final float[] phase;

    EdgeSchedule(FuzzyGraph graph, long seed) {
        this.graph = graph;
        this.share = graph.weight().clone();
        this.phase = new float[share.length];
        float strongest = graph.maximum();
        for (int e = 0; e < share.length; e++) {
            share[e] /= strongest;
            phase[e] = Mix.unit(Mix.of(seed, e));
        }
    }

    /// Writes the other ends of the row's edges whose turn it is to `targets`, from `at`, and returns where they end.
    /// Ask once per row and epoch, from any thread.
    int due(int row, int[] targets, int at) {
        int end = at;
        for (int e = graph.start()[row]; e < graph.start()[row + 1]; e++) {
            float next = phase[e] + share[e];
            targets[end] = graph.target()[e];
            // Written without a branch: which edges are due is as good as random.
            int turn = (int) next;
            phase[e] = next - turn;
            end += turn;
        }
        return end;
    }

    /// How much room [#due] needs for a row.
    int room(int row) {
        return graph.degree(row) + 1;
    }
}
