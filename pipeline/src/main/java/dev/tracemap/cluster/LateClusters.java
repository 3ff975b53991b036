package dev.tracemap.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Clusters that were found only among rows that fitted none of the first ones, set beside these.
///
/// A group whose middle lies within the reach of a first cluster is a piece of that one's rim and stays out; so
/// does one that is more than twice as wide as the loosest of the first. Of the rows that were looked at later,
/// only the members of a new cluster are taken over. They stand to the right of the others on the map.
///
/// @param clustering the first rows, then those taken over
/// @param rows which of the later rows were taken over, in order
public record LateClusters(Clustering clustering, int[] rows) {
    private static final float GAP = 0.1f;
    /// Squared, as variances are.
    private static final double WIDER = 4;

    /// @param centroids of the first clusters
    /// @param laterRows what `later` was made of, in the space of the centroids
    public static LateClusters of(
            Clustering first, Centroids centroids, Clustering later, Matrix laterRows, int threads) {
        Centroids.Places places =
                centroids.places(Centroids.of(laterRows, later, threads).directions(), threads);
        double loosest = first.groups().stream()
                .mapToDouble(Clustering.Group::cosineVariance)
                .max()
                .orElse(0);
        int[] now = new int[later.groups().size()];
        int next = first.groups().size();
        for (Clustering.Group group : later.groups()) {
            boolean rare = places.clusters()[group.id()] < 0 && group.cosineVariance() <= WIDER * loosest;
            now[group.id()] = rare ? next++ : -1;
        }
        int[] rows = IntStream.range(0, laterRows.rows())
                .filter(row ->
                        later.assignments().get(row) instanceof Assignment.Member member && now[member.cluster()] >= 0)
                .toArray();
        return rows.length == 0
                ? new LateClusters(first, rows)
                : new LateClusters(new Union(first, later, now, places.nearest(), rows).clustering(), rows);
    }

    /// @param now the new ids of later groups, -1 for those that stay out
    /// @param like the first cluster that each later group is most like
    private record Union(Clustering first, Clustering later, int[] now, int[] like, int[] rows) {

        Clustering clustering() {
            List<Assignment> assignments = new ArrayList<>(first.assignments());
            for (int row : rows) {
                assignments.add(member((Assignment.Member) later.assignments().get(row)));
            }
            Matrix positions = positions();
            List<Clustering.Group> groups = new ArrayList<>(first.groups());
            for (Clustering.Group group : later.groups()) {
                if (now[group.id()] >= 0) {
                    groups.add(group(group, assignments, positions));
                }
            }
            Map<String, Object> chosen = new LinkedHashMap<>(first.chosen());
            chosen.put("clusters_found_in_rest", groups.size() - first.groups().size());
            return new Clustering(
                    assignments,
                    groups,
                    positions,
                    first.layers().stream().map(this::layer).toList(),
                    chosen,
                    first.seconds(),
                    first.warnings());
        }

        private Assignment member(Assignment.Member member) {
            return new Assignment.Member(
                    now[member.cluster()],
                    member.probability(),
                    member.distanceToCentroid(),
                    member.rank(),
                    new Assignment.Second(like[member.cluster()], 0));
        }

        /// The space in which the first were clustered does not know it, so it stands where its likest stands.
        private Clustering.Group group(Clustering.Group group, List<Assignment> assignments, Matrix positions) {
            int id = now[group.id()];
            int[] own = IntStream.range(first.assignments().size(), assignments.size())
                    .filter(row -> assignments.get(row) instanceof Assignment.Member member && member.cluster() == id)
                    .toArray();
            return new Clustering.Group(
                    id,
                    group.size(),
                    first.groups().get(like[group.id()]).centroid(),
                    mean(positions, own, 0),
                    mean(positions, own, 1),
                    group.exemplars().stream().map(this::row).toList(),
                    group.persistence(),
                    group.cosineVariance(),
                    group.broad());
        }

        private int row(int laterRow) {
            return first.assignments().size() + Arrays.binarySearch(rows, laterRow);
        }

        private static float mean(Matrix positions, int[] rows, int column) {
            return (float) Arrays.stream(rows)
                    .mapToDouble(row -> positions.at(row, column))
                    .average()
                    .orElse(0);
        }

        private Matrix positions() {
            Matrix here = first.positions();
            Matrix there = later.positions().picked(rows);
            float[] values = Arrays.copyOf(here.values(), here.values().length + there.values().length);
            float width = range(here, 0);
            // As large as the share of the items.
            float share = (float) Math.sqrt((double) there.rows() / here.rows());
            for (int column = 0; column < 2; column++) {
                float scale = range(there, column) == 0 ? 0 : share * range(here, column) / range(there, column);
                float begin = least(here, column) + (column == 0 ? (1 + GAP) * width : 0);
                for (int row = 0; row < there.rows(); row++) {
                    values[here.values().length + 2 * row + column] =
                            begin + scale * (there.at(row, column) - least(there, column));
                }
            }
            return new Matrix(here.rows() + there.rows(), 2, values);
        }

        private static float range(Matrix positions, int column) {
            float most = Float.NEGATIVE_INFINITY;
            for (int row = 0; row < positions.rows(); row++) {
                most = Math.max(most, positions.at(row, column));
            }
            return most - least(positions, column);
        }

        private static float least(Matrix positions, int column) {
            float least = Float.POSITIVE_INFINITY;
            for (int row = 0; row < positions.rows(); row++) {
                least = Math.min(least, positions.at(row, column));
            }
            return least;
        }

        /// Clusters found late stand in each layer.
        private Clustering.Layer layer(Clustering.Layer layer) {
            int[] labels = Arrays.copyOf(layer.labels(), first.assignments().size() + rows.length);
            int firstLate = first.groups().size();
            int late = 0;
            for (int i = 0; i < rows.length; i++) {
                int id = now[((Assignment.Member) later.assignments().get(rows[i])).cluster()] - firstLate;
                labels[first.assignments().size() + i] = layer.clusters() + id;
                late = Math.max(late, id + 1);
            }
            return new Clustering.Layer(labels, layer.clusters() + late, layer.persistence(), layer.isDefault());
        }
    }
}
