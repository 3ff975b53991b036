package dev.tracemap.label;

import dev.tracemap.facet.Facets;
import dev.tracemap.summary.Summary;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A cluster as it is looked at to be named.
///
/// @param id 0 to k-1, or -1 for noise
/// @param members the closest to the centroid first; of noise in any order
/// @param centroid in the clustering space, for finding the nearest sibling; empty for noise
public record Portrait(int id, List<Member> members, float[] centroid) {
    public static final int NOISE = -1;
    private static final int MOST = 5;

    /// @param failureMode how it went wrong in a model's words; absent where no model read it or nothing went wrong
    public record Member(
            Summary summary, Facets facets, @Nullable String failureMode) {
        public Member(Summary summary, Facets facets) {
            this(summary, facets, null);
        }
    }

    public Portrait {
        members = List.copyOf(members);
    }

    public int size() {
        return members.size();
    }

    /// Between the centroids, squared.
    double distanceTo(Portrait sibling) {
        double square = 0;
        for (int i = 0; i < Math.min(centroid.length, sibling.centroid.length); i++) {
            double difference = centroid[i] - sibling.centroid[i];
            square += difference * difference;
        }
        return square;
    }

    /// The five most frequent tool-call sequences, joined by ` > `, with the number of items; most frequent first.
    /// Items without tool calls are left out.
    public Map<String, Integer> topSequences() {
        Map<String, Integer> counts = new TreeMap<>();
        for (Member member : members) {
            if (!member.facets().toolCallSequence().isEmpty()) {
                counts.merge(String.join(" > ", member.facets().toolCallSequence()), 1, Integer::sum);
            }
        }
        return mostFrequent(counts);
    }

    /// The five most frequent ways in which items fail, with the number of items; most frequent first.
    public Map<String, Integer> topFailures() {
        Map<String, Integer> counts = new TreeMap<>();
        for (Member member : members) {
            Facets facets = member.facets();
            count(counts, "failing tool calls", facets.toolErrorCount() > 0);
            count(counts, "failures the answer does not mention", facets.swallowedErrors() > 0);
            count(counts, "repeated tool calls", facets.retryCount() > 0);
            count(
                    counts,
                    "tools claimed but never called",
                    !facets.claimedVsActualTools().isEmpty());
            count(counts, String.valueOf(member.failureMode()), member.failureMode() != null);
        }
        return mostFrequent(counts);
    }

    private static void count(Map<String, Integer> counts, String failure, boolean happened) {
        if (happened) {
            counts.merge(failure, 1, Integer::sum);
        }
    }

    private static Map<String, Integer> mostFrequent(Map<String, Integer> counts) {
        Map<String, Integer> most = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
        return most;
    }
}
