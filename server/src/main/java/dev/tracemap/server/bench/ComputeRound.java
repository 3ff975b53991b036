package dev.tracemap.server.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.tracemap.cluster.Agreement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One whole clustering of a generated matrix.
///
/// @param process `warm`: in this process; `fresh`: in one of its own, from its start to its end
/// @param seconds wall-clock time per stage; `total` is the whole, which in a fresh process includes its start and the
///     reading of the file
/// @param ari adjusted Rand index over all rows, noise counted as a group
/// @param ariMembers the same over the rows that have a topic and a cluster
/// @param rareFound how many of the rare topics have a cluster of their own; absent where none were planted
/// @param cpuSeconds processor time of all threads
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComputeRound(
        int n,
        int d,
        String process,
        int round,
        Map<String, Double> seconds,
        int clusters,
        int noise,
        double ari,
        double ariMembers,
        double noisePrecision,
        double noiseRecall,
        @Nullable Integer rareFound,
        double cpuSeconds) {

    static ComputeRound of(
            ComputeBench.Data data,
            String process,
            int round,
            Map<String, Double> seconds,
            int[] labels,
            double cpuSeconds) {
        int[] truth = data.sample().labels();
        Agreement agreement = Agreement.of(truth, labels);
        int clusters = 0;
        int noise = 0;
        for (int label : labels) {
            clusters = Math.max(clusters, label + 1);
            noise += label < 0 ? 1 : 0;
        }
        return new ComputeRound(
                data.sample().rows().rows(),
                data.sample().rows().columns(),
                process,
                round,
                seconds,
                clusters,
                noise,
                Agreement.adjustedRandIndex(truth, labels),
                agreement.adjustedRand(),
                agreement.noisePrecision(),
                agreement.noiseRecall(),
                data.rareTopics().isEmpty() ? null : data.found(labels),
                cpuSeconds);
    }
}
