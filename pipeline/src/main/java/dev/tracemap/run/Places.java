package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Where the clusters of a run lie in the embedding space: a middle, and how far nearly all members are from it.
///
/// @param middles by cluster id
record Places(Map<Integer, Middle> middles) {
    /// Members beyond this share are the odd ones of their cluster.
    private static final double NEARLY_ALL = 0.95;
    /// So many members stand for a cluster.
    private static final int MOST = 400;

    /// @param centroid of length 1
    /// @param least cosine that nearly all members have with the centroid
    record Middle(float[] centroid, double least) {}

    static Places of(Store store, RunRecord run) {
        Map<Integer, List<String>> members = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                .filter(member -> member.clusterId() >= 0)
                .collect(Collectors.groupingBy(
                        Membership::clusterId,
                        TreeMap::new,
                        Collectors.mapping(Membership::itemId, Collectors.toList())));
        Map<Integer, Middle> middles = new TreeMap<>();
        members.forEach((id, items) -> {
            List<String> some = spread(items);
            Matrix vectors = store.embeddings(
                    run.teamId(),
                    DocumentType.of(run.level()).wire(),
                    RunComparison.rendering(run),
                    RunComparison.model(run),
                    some);
            middles.put(id, middle(vectors));
        });
        return new Places(middles);
    }

    /// Members by rank: every n-th, so that typical ones and odd ones keep their shares.
    private static List<String> spread(List<String> items) {
        if (items.size() <= MOST) {
            return items;
        }
        List<String> some = new ArrayList<>(MOST);
        for (int i = 0; i < MOST; i++) {
            some.add(items.get((int) ((long) i * items.size() / MOST)));
        }
        return some;
    }

    static Middle middle(Matrix vectors) {
        float[] centroid = new float[vectors.columns()];
        for (int row = 0; row < vectors.rows(); row++) {
            for (int column = 0; column < centroid.length; column++) {
                centroid[column] += vectors.at(row, column);
            }
        }
        normalise(centroid);
        double[] cosines = new double[vectors.rows()];
        for (int row = 0; row < cosines.length; row++) {
            for (int column = 0; column < centroid.length; column++) {
                cosines[row] += (double) vectors.at(row, column) * centroid[column];
            }
        }
        Arrays.sort(cosines);
        return new Middle(centroid, cosines[(int) Math.floor((1 - NEARLY_ALL) * cosines.length)]);
    }

    private static void normalise(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(squares));
        }
    }

    /// The cluster a vector belongs to; absent where it lies outside of the nearest.
    Optional<Integer> of(float[] vector) {
        int best = -1;
        double nearest = -2;
        for (Map.Entry<Integer, Middle> entry : middles.entrySet()) {
            double cosine = cosine(vector, entry.getValue().centroid());
            if (cosine > nearest) {
                nearest = cosine;
                best = entry.getKey();
            }
        }
        Middle middle = middles.get(best);
        return middle != null && nearest >= middle.least() ? Optional.of(best) : Optional.empty();
    }

    /// Of vectors of length 1.
    static double cosine(float[] one, float[] other) {
        double dot = 0;
        for (int i = 0; i < one.length; i++) {
            dot += (double) one[i] * other[i];
        }
        return dot;
    }
}
