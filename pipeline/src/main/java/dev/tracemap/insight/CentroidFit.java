package dev.tracemap.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds where a cluster lies in the embedding space, and how far it reaches: to the member beyond which more is lost
/// to the rest than is found, and a little further.
final class CentroidFit {
    private static final int MOST_RIVALS = 6;
    /// Beyond the last member, in units of the members' usual distance from one another along the way out.
    private static final double ROOM = 0.5;

    private CentroidFit() {}

    /// @param vectors of length 1, one a row
    /// @param clusters of the rows, -1 for noise
    /// @param cluster whose rule is wanted; at least one row of it is there
    static CentroidRule of(List<float[]> vectors, int[] clusters, int cluster, String rendering, String model) {
        Map<Integer, float[]> middles = middles(vectors, clusters);
        float[] own = middles.getOrDefault(cluster, new float[0]);
        List<float[]> rivals = middles.entrySet().stream()
                .filter(entry -> entry.getKey() != cluster && entry.getKey() >= 0)
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparingDouble(middle -> -CentroidRule.cosine(middle, own)))
                .limit(MOST_RIVALS)
                .toList();
        CentroidRule.Judge anywhere = new CentroidRule.Judge(own, -1, rivals);
        BitSet members = new BitSet();
        double[] near = new double[vectors.size()];
        for (int row = 0; row < near.length; row++) {
            members.set(row, clusters[row] == cluster);
            near[row] = anywhere.holds(vectors.get(row)) ? CentroidRule.cosine(vectors.get(row), own) : -2;
        }
        return new CentroidRule(
                rendering,
                model,
                boxed(own),
                least(near, members),
                rivals.stream().map(CentroidFit::boxed).toList());
    }

    private static Map<Integer, float[]> middles(List<float[]> vectors, int[] clusters) {
        Map<Integer, float[]> middles = new TreeMap<>();
        for (int row = 0; row < clusters.length; row++) {
            float[] vector = vectors.get(row);
            float[] sum = middles.computeIfAbsent(clusters[row], _ -> new float[vector.length]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i];
            }
        }
        middles.values().forEach(CentroidFit::normalise);
        return middles;
    }

    private static void normalise(float[] vector) {
        double length = Math.sqrt(CentroidRule.cosine(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
    }

    private static List<Float> boxed(float[] vector) {
        List<Float> boxed = new ArrayList<>(vector.length);
        for (float number : vector) {
            boxed.add(number);
        }
        return boxed;
    }

    /// @param near cosine with the middle; below -1 for what lies nearer to a rival
    private static double least(double[] near, BitSet members) {
        Integer[] order = new Integer[near.length];
        Arrays.setAll(order, row -> row);
        Arrays.sort(
                order, Comparator.<Integer>comparingDouble(row -> -near[row]).thenComparing(Comparator.naturalOrder()));
        int hits = 0;
        double best = -1;
        int last = 0;
        for (int i = 0; i < order.length && near[order[i]] >= -1; i++) {
            if (members.get(order[i])) {
                hits++;
                double score = 2.0 * hits / (i + 1 + members.cardinality());
                if (score >= best) {
                    best = score;
                    last = i;
                }
            }
        }
        double lowest = near[order[last]];
        double next = last + 1 < order.length ? Math.max(-1, near[order[last + 1]]) : -1;
        double spread = near[order[last / 2]] - lowest;
        return Math.max((lowest + next) / 2, lowest - ROOM * spread);
    }
}
