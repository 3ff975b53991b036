package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;

/// Where new points fall in an existing cut, without changing its tree.
///
/// A new point hangs on its nearest point by mutual reachability and belongs to the cluster that is still there at
/// the
/// density of that edge (McInnes, Healy, Astels 2017).
///
/// @param labels one per new point, -1 for noise
/// @param probabilities as in the cut
public record Prediction(int[] labels, double[] probabilities) {

    /// @param added new points in the space of `fitted`
    public static Prediction of(Hdbscan fitted, Cut cut, Matrix added) {
        int[] labels = new int[added.rows()];
        double[] probabilities = new double[added.rows()];
        int[] labelOf = labelOfNode(cut);
        Ascent ascent = new Ascent(cut.tree());
        Landing landing = landing(fitted);
        for (int row = 0; row < labels.length; row++) {
            landing.find(added, row);
            int nearest = landing.row();
            double lambda = Math.min(
                    1 / Math.max(landing.reach(), Float.MIN_NORMAL), cut.tree().pointLambda()[nearest]);
            labels[row] = labelOf[ascent.bornBefore(lambda, cut.tree().pointCluster()[nearest])];
            double densest = labels[row] < 0 ? 0 : cut.tree().death()[cut.nodes()[labels[row]]];
            probabilities[row] = densest <= 0 ? 0 : Math.min(1, lambda / densest);
        }
        return new Prediction(labels, probabilities);
    }

    private static Landing landing(Hdbscan fitted) {
        try (Workers workers = new Workers(1)) {
            return new Landing(PointTree.of(fitted.points(), workers), fitted.coreDistances());
        }
    }

    private static int[] labelOfNode(Cut cut) {
        boolean[] chosen = new boolean[cut.tree().clusters()];
        int[] label = new int[chosen.length];
        for (int i = 0; i < cut.nodes().length; i++) {
            chosen[cut.nodes()[i]] = true;
            label[cut.nodes()[i]] = i;
        }
        int[] nearest = cut.tree().nearestChosen(chosen);
        for (int node = 0; node < nearest.length; node++) {
            nearest[node] = nearest[node] < 0 ? -1 : label[nearest[node]];
        }
        return nearest;
    }
}
