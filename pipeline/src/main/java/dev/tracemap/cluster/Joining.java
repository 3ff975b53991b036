package dev.tracemap.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes one cluster of several that belong together for a reason the numbers do not know.
///
/// Centroids and places are means weighted by size. The distance of a member to the new centroid is estimated from the
/// distance to its former one and the way between the two, as if they stood at right angles; layers stay as they were.
public final class Joining {
    private final Clustering from;
    private final int[] now;
    private final List<List<Integer>> unions;

    private Joining(Clustering from, List<List<Integer>> unions) {
        this.from = from;
        this.unions = unions;
        this.now = new int[from.groups().size()];
        for (int id = 0; id < unions.size(); id++) {
            for (int former : unions.get(id)) {
                now[former] = id;
            }
        }
    }

    /// @param now new ids by former id
    public record Joined(Clustering clustering, int[] now) {}

    /// @param together ids of clusters that become one; the sets share none
    /// @return the clusters with new ids, the largest first; the same clustering where nothing is to be joined
    public static Joined of(Clustering clustering, List<Set<Integer>> together) {
        if (together.stream().allMatch(set -> set.size() < 2)) {
            return new Joined(
                    clustering, IntStream.range(0, clustering.groups().size()).toArray());
        }
        Joining joining = new Joining(clustering, unions(clustering, together));
        return new Joined(joining.joined(), joining.now);
    }

    private static List<List<Integer>> unions(Clustering clustering, List<Set<Integer>> together) {
        List<List<Integer>> unions = new ArrayList<>();
        together.forEach(set -> unions.add(set.stream().sorted().toList()));
        for (Clustering.Group group : clustering.groups()) {
            if (together.stream().noneMatch(set -> set.contains(group.id()))) {
                unions.add(List.of(group.id()));
            }
        }
        unions.removeIf(List::isEmpty);
        unions.sort(Comparator.<List<Integer>>comparingInt(union -> -size(clustering, union))
                .thenComparingInt(List::getFirst));
        return unions;
    }

    private static int size(Clustering clustering, List<Integer> union) {
        return union.stream().mapToInt(id -> clustering.groups().get(id).size()).sum();
    }

    private Clustering joined() {
        List<Clustering.Group> groups = IntStream.range(0, unions.size())
                .mapToObj(id -> group(id, unions.get(id)))
                .toList();
        float[] distances = new float[from.assignments().size()];
        for (int row = 0; row < distances.length; row++) {
            if (from.assignments().get(row) instanceof Assignment.Member member) {
                double way = distance(
                        from.groups().get(member.cluster()).centroid(),
                        groups.get(now[member.cluster()]).centroid());
                distances[row] =
                        way == 0 ? member.distanceToCentroid() : (float) Math.hypot(member.distanceToCentroid(), way);
            }
        }
        int[] ranks = ranks(distances, groups.size());
        List<Assignment> assignments = IntStream.range(0, distances.length)
                .mapToObj(row -> assignment(from.assignments().get(row), distances[row], ranks[row]))
                .toList();
        return new Clustering(
                assignments, groups, from.positions(), from.layers(), from.chosen(), from.seconds(), from.warnings());
    }

    private Clustering.Group group(int id, List<Integer> union) {
        List<Clustering.Group> parts = union.stream().map(from.groups()::get).toList();
        int size = size(from, union);
        float[] centroid = new float[parts.getFirst().centroid().length];
        double x = 0;
        double y = 0;
        double persistence = 0;
        double variance = 0;
        for (Clustering.Group part : parts) {
            double weight = (double) part.size() / size;
            for (int i = 0; i < centroid.length; i++) {
                centroid[i] += (float) (weight * part.centroid()[i]);
            }
            x += weight * part.x();
            y += weight * part.y();
            persistence += weight * part.persistence();
            variance += weight * part.cosineVariance();
        }
        return new Clustering.Group(
                id,
                size,
                centroid,
                (float) x,
                (float) y,
                inTurn(parts),
                persistence,
                variance,
                parts.stream().anyMatch(Clustering.Group::broad));
    }

    /// The best of each part, then the second best of each, and so on.
    private static List<Integer> inTurn(List<Clustering.Group> parts) {
        int longest =
                parts.stream().mapToInt(part -> part.exemplars().size()).max().orElse(0);
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < longest; i++) {
            for (Clustering.Group part : parts) {
                if (i < part.exemplars().size()) {
                    rows.add(part.exemplars().get(i));
                }
            }
        }
        return rows.subList(0, longest);
    }

    private static double distance(float[] one, float[] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = (double) one[i] - other[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    private int[] ranks(float[] distances, int clusters) {
        int[] ranks = new int[distances.length];
        int[] next = new int[clusters];
        Integer[] order = IntStream.range(0, distances.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(row -> distances[row]));
        for (int row : order) {
            if (from.assignments().get(row) instanceof Assignment.Member member) {
                ranks[row] = next[now[member.cluster()]]++;
            }
        }
        return ranks;
    }

    private Assignment assignment(Assignment former, float distance, int rank) {
        return switch (former) {
            case Assignment.Member member -> {
                int cluster = now[member.cluster()];
                yield new Assignment.Member(
                        cluster, member.probability(), distance, rank, second(member.second(), cluster));
            }
            case Assignment.Noise noise -> new Assignment.Noise(noise.outlierScore(), second(noise.second(), -1));
        };
    }

    /// The second-best cluster may have become the item's own.
    private Assignment.@Nullable Second second(Assignment.@Nullable Second former, int own) {
        return former == null || now[former.cluster()] == own
                ? null
                : new Assignment.Second(now[former.cluster()], former.probability());
    }
}
