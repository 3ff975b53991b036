package dev.tracemap.cluster;

import dev.tracemap.cluster.partition.Centres;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Where clusters lie in the space of the embeddings, and how far each reaches: enough to say of any other item which
/// cluster it belongs to, here or inside a database.
///
/// @param directions one unit row a cluster, the mean of its members' unit rows; row `i` is cluster `i`
/// @param radii up to which cosine distance an item belongs to the cluster, by how far its own members lie
public record Centroids(Matrix directions, double[] radii) {

    /// @param clusters by row; -1 where a row lies outside the nearest cluster's radius, or points nowhere
    /// @param nearest by row, whether in reach or not
    /// @param distances cosine distance to the nearest centroid
    public record Places(int[] clusters, int[] nearest, double[] distances) {}

    /// @param rows what was clustered, before any reduction
    public static Centroids of(Matrix rows, Clustering clustering, int threads) {
        Matrix unit = UnitRows.of(rows).rows();
        int clusters = clustering.groups().size();
        float[] means = new float[clusters * unit.columns()];
        double[] radii = new double[clusters];
        try (Workers workers = new Workers(threads)) {
            for (int cluster = 0; cluster < clusters; cluster++) {
                Matrix members = unit.picked(members(clustering, cluster));
                Matrix mean = UnitRows.of(mean(members)).rows();
                float[] squared = new float[members.rows()];
                new Centres(mean).nearest(members, new int[members.rows()], squared, workers);
                Arrays.sort(squared);
                Prototypes.Spread spread = Prototypes.Spread.of(squared);
                radii[cluster] = spread.middle() + Expansion.WIDE * spread.width();
                System.arraycopy(mean.values(), 0, means, cluster * unit.columns(), unit.columns());
            }
        }
        return new Centroids(new Matrix(clusters, unit.columns(), means), radii);
    }

    private static int[] members(Clustering clustering, int cluster) {
        return IntStream.range(0, clustering.assignments().size())
                .filter(row -> clustering.assignments().get(row) instanceof Assignment.Member member
                        && member.cluster() == cluster)
                .toArray();
    }

    private static Matrix mean(Matrix members) {
        float[] mean = new float[members.columns()];
        for (int column = 0; column < mean.length; column++) {
            double sum = 0;
            for (int row = 0; row < members.rows(); row++) {
                sum += members.at(row, column);
            }
            mean[column] = (float) (sum / members.rows());
        }
        return new Matrix(1, mean.length, mean);
    }

    public int clusters() {
        return radii.length;
    }

    public float[] direction(int cluster) {
        return directions.picked(new int[] {cluster}).values();
    }

    /// The same that the stores do in SQL.
    public Places places(Matrix rows, int threads) {
        UnitRows unit = UnitRows.of(rows);
        int[] nearest = new int[rows.rows()];
        float[] squared = new float[rows.rows()];
        try (Workers workers = new Workers(threads)) {
            new Centres(directions).nearest(unit.rows(), nearest, squared, workers);
        }
        int[] clusters = nearest.clone();
        double[] distances = new double[rows.rows()];
        for (int row = 0; row < distances.length; row++) {
            distances[row] = squared[row] / 2;
            if (unit.zero()[row] || distances[row] > radii[nearest[row]]) {
                clusters[row] = -1;
            }
        }
        return new Places(clusters, nearest, distances);
    }
}
