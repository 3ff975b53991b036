package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import java.util.Arrays;

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
        Columns columns = new Columns(fitted.points());
        float[] distances = new float[fitted.points().rows()];
        for (int row = 0; row < labels.length; row++) {
            float[] point = Arrays.copyOfRange(added.values(), added.offset(row), added.offset(row + 1));
            columns.squaredDistances(point, 0, distances.length, distances);
            int nearest = nearest(distances, fitted);
            double reach = reach(distances, nearest, fitted);
            double lambda =
                    Math.min(1 / Math.max(reach, Float.MIN_NORMAL), cut.tree().pointLambda()[nearest]);
            int node = cut.tree().pointCluster()[nearest];
            while (node > 0 && cut.tree().birth()[node] >= lambda) {
                node = cut.tree().parent()[node];
            }
            labels[row] = labelOf[node];
            double densest = labels[row] < 0 ? 0 : cut.tree().death()[cut.nodes()[labels[row]]];
            probabilities[row] = densest <= 0 ? 0 : Math.min(1, lambda / densest);
        }
        return new Prediction(labels, probabilities);
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

    private static int nearest(float[] distances, Hdbscan fitted) {
        int nearest = 0;
        for (int row = 1; row < distances.length; row++) {
            double reach = reach(distances, row, fitted);
            double least = reach(distances, nearest, fitted);
            if (reach < least || (reach == least && distances[row] < distances[nearest])) {
                nearest = row;
            }
        }
        return nearest;
    }

    private static double reach(float[] distances, int row, Hdbscan fitted) {
        return Math.max(Math.sqrt(distances[row]), fitted.coreDistances()[row]);
    }
}
