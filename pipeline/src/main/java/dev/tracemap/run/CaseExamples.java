package dev.tracemap.run;

import dev.tracemap.cluster.Cosine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a case of each cluster looks like, by example. A case tells less than the trace it came from, neither tools nor
/// errors, and would lie outside of its own cluster if it were measured against the traces.
///
/// @param least cosine that nearly all examples have with another one of their cluster
record CaseExamples(List<Example> examples, double least) {
    /// Examples beyond this share are the odd ones.
    private static final double NEARLY_ALL = 0.95;

    record Example(int cluster, float[] vector) {}

    /// @param vectors by cluster
    static CaseExamples of(Map<Integer, List<float[]>> vectors) {
        List<Example> examples = new ArrayList<>();
        List<Double> nearest = new ArrayList<>();
        vectors.forEach((cluster, each) -> {
            for (int i = 0; i < each.size(); i++) {
                float[] one = each.get(i);
                int own = i;
                examples.add(new Example(cluster, one));
                IntStream.range(0, each.size())
                        .filter(other -> other != own)
                        .mapToObj(other -> Cosine.of(one, each.get(other)))
                        .max(Double::compare)
                        .ifPresent(nearest::add);
            }
        });
        Collections.sort(nearest);
        return new CaseExamples(
                examples, nearest.isEmpty() ? 1 : nearest.get((int) ((1 - NEARLY_ALL) * nearest.size())));
    }

    /// The cluster of the nearest example; absent where even that is too far.
    Optional<Integer> clusterOf(float[] vector) {
        int cluster = -1;
        double nearest = -2;
        for (Example example : examples) {
            double cosine = Cosine.of(vector, example.vector());
            if (cosine > nearest) {
                nearest = cosine;
                cluster = example.cluster();
            }
        }
        return nearest >= least ? Optional.of(cluster) : Optional.empty();
    }
}
