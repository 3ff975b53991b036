package dev.tracemap.cluster;

import dev.tracemap.cluster.partition.Agglomeration;
import dev.tracemap.cluster.partition.Silhouette;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Groups a few dozen rows: average linkage on cosine, the number of groups by silhouette, and a check that the
/// groups
/// are not what chance makes.
///
/// Chance is a normal distribution with the rows' own mean and covariance, which has their shape but no groups
/// (after Liu, Hayes, Nobel, Marron 2008): the best silhouette of such sets is what the real one must beat.
final class FewRows {
    private static final int CHANCES = 39;
    private static final double SIGNIFICANT = 0.05;
    /// Rows that are this alike on average are one group when nothing divides them.
    private static final double ALIKE = 0.5;

    private final ClusteringParams params;
    private final Map<String, Object> chosen;
    private final List<String> warnings;
    private final Workers workers;

    FewRows(ClusteringParams params, Map<String, Object> chosen, List<String> warnings, Workers workers) {
        this.params = params;
        this.chosen = chosen;
        this.warnings = warnings;
        this.workers = workers;
    }

    Grouping group(Matrix unit) {
        int n = unit.rows();
        chosen.put("method", "agglomerative");
        double meanCosine = meanCosine(unit);
        if (n < 2 || meanCosine > 1 - 1e-6) {
            return undivided(n, meanCosine);
        }
        @Nullable Division division = n < 4 ? null : best(unit);
        double chance = division == null ? 1 : chance(unit, division.silhouette());
        chosen.put("p_value", chance);
        if (division == null || chance > SIGNIFICANT) {
            return undivided(n, meanCosine);
        }
        chosen.put("silhouette", division.silhouette());
        return grouping(division);
    }

    private Grouping undivided(int n, double meanCosine) {
        if (n == 0) {
            return Grouping.none(0);
        }
        boolean alike = n > 1 && meanCosine >= ALIKE;
        warnings.add(
                alike
                        ? "no structure: the " + n + " items are all alike, so they make one cluster"
                        : "no structure: the " + n + " items do not fall into groups more than chance would have it");
        return alike ? grouping(new Division(new int[n], 1, 0)) : Grouping.none(n);
    }

    /// @param clusters including those of a single row
    private record Division(int[] labels, int clusters, double silhouette) {}

    private @Nullable Division best(Matrix unit) {
        Agglomeration tree = Agglomeration.of(unit);
        Silhouette pairs = new Silhouette(unit, workers);
        @Nullable Division best = null;
        for (int k = 2; k <= unit.rows() / 2; k++) {
            int[] labels = tree.cut(k);
            double silhouette = pairs.mean(labels, k);
            if (best == null || silhouette > best.silhouette) {
                best = new Division(labels, k, silhouette);
            }
        }
        return best;
    }

    /// Share of chance sets that divide at least as well.
    private double chance(Matrix unit, double silhouette) {
        SplittableRandom random = new SplittableRandom(params.seed());
        int asGood = 1;
        for (int i = 0; i < CHANCES; i++) {
            Division division = best(ungrouped(unit, random));
            asGood += division != null && division.silhouette() >= silhouette ? 1 : 0;
        }
        return asGood / (CHANCES + 1.0);
    }

    /// Normal rows with the same mean and covariance, at unit length: each is a random mix of the centred rows.
    private static Matrix ungrouped(Matrix unit, SplittableRandom random) {
        int n = unit.rows();
        int d = unit.columns();
        double[] mean = mean(unit);
        float[] values = new float[n * d];
        for (int row = 0; row < n; row++) {
            double[] mixed = mean.clone();
            for (int other = 0; other < n; other++) {
                double weight = random.nextGaussian() / Math.sqrt(n);
                for (int column = 0; column < d; column++) {
                    mixed[column] += weight * (unit.at(other, column) - mean[column]);
                }
            }
            for (int column = 0; column < d; column++) {
                values[row * d + column] = (float) mixed[column];
            }
        }
        return UnitRows.of(new Matrix(n, d, values)).rows();
    }

    private static double[] mean(Matrix rows) {
        double[] mean = new double[rows.columns()];
        for (int row = 0; row < rows.rows(); row++) {
            for (int column = 0; column < mean.length; column++) {
                mean[column] += rows.at(row, column) / rows.rows();
            }
        }
        return mean;
    }

    /// Over all pairs of different rows.
    private static double meanCosine(Matrix unit) {
        double square = 0;
        for (double value : mean(unit)) {
            square += value * value;
        }
        int n = unit.rows();
        return n < 2 ? 0 : (square * n - 1) / (n - 1);
    }

    private Grouping grouping(Division division) {
        int least = params.minClusterSize() == null ? 2 : params.minClusterSize();
        int[] size = new int[division.clusters()];
        for (int label : division.labels()) {
            size[label]++;
        }
        int[] labels = division.labels().clone();
        double[] probabilities = new double[labels.length];
        double[] outlierScores = new double[labels.length];
        for (int row = 0; row < labels.length; row++) {
            boolean member = size[labels[row]] >= least;
            labels[row] = member ? labels[row] : -1;
            probabilities[row] = member ? 1 : 0;
            outlierScores[row] = member ? 0 : 1;
        }
        double[] persistence = new double[division.clusters()];
        Arrays.fill(persistence, 1);
        return new Grouping(labels, probabilities, outlierScores, persistence, List.of(), List.of());
    }
}
