package dev.tracemap.cluster.density;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A flat clustering taken out of a condensed tree.
///
/// @param labels one per point, -1 for noise
/// @param probabilities how firmly a point belongs to its cluster, 0 to 1; 0 for noise
/// @param nodes the tree's cluster behind each label
public record Cut(CondensedTree tree, int[] labels, double[] probabilities, int[] nodes) {

    public static Cut of(CondensedTree tree, Selection selection) {
        return of(tree, selection.choose(tree));
    }

    /// @param chosen clusters of the tree, none above another
    public static Cut of(CondensedTree tree, boolean[] chosen) {
        int[] labelOf = new int[chosen.length];
        int count = 0;
        for (int cluster = 0; cluster < chosen.length; cluster++) {
            labelOf[cluster] = chosen[cluster] ? count++ : -1;
        }
        int[] nodes = new int[count];
        for (int cluster = 0; cluster < chosen.length; cluster++) {
            if (chosen[cluster]) {
                nodes[labelOf[cluster]] = cluster;
            }
        }
        int[] nearest = tree.nearestChosen(chosen);
        int[] labels = new int[tree.points()];
        double[] probabilities = new double[labels.length];
        for (int point = 0; point < labels.length; point++) {
            int cluster = nearest[tree.pointCluster()[point]];
            labels[point] = cluster < 0 ? -1 : labelOf[cluster];
            probabilities[point] = cluster < 0 ? 0 : membership(tree, cluster, tree.pointLambda()[point]);
        }
        return new Cut(tree, labels, probabilities, nodes);
    }

    private static double membership(CondensedTree tree, int cluster, double lambda) {
        double densest = tree.death()[cluster];
        return densest <= 0 ? 1 : Math.min(1, lambda / densest);
    }

    public int clusters() {
        return nodes.length;
    }

    public double persistence(int label) {
        return tree.persistence(nodes[label]);
    }

    /// The points at the densest place of each leaf below each cluster, by row.
    public List<List<Integer>> exemplars() {
        boolean[] chosen = new boolean[tree.clusters()];
        int[] labelOf = new int[tree.clusters()];
        Arrays.fill(labelOf, -1);
        for (int label = 0; label < nodes.length; label++) {
            chosen[nodes[label]] = true;
            labelOf[nodes[label]] = label;
        }
        int[] nearest = tree.nearestChosen(chosen);
        boolean[] leaf = tree.leaves();
        List<List<Integer>> exemplars = new ArrayList<>();
        for (int label = 0; label < nodes.length; label++) {
            exemplars.add(new ArrayList<>());
        }
        for (int point = 0; point < labels.length; point++) {
            int cluster = tree.pointCluster()[point];
            if (nearest[cluster] >= 0 && leaf[cluster] && tree.pointLambda()[point] == tree.death()[cluster]) {
                exemplars.get(labelOf[nearest[cluster]]).add(point);
            }
        }
        return exemplars;
    }
}
