package dev.tracemap.cluster;

import dev.tracemap.cluster.partition.Agglomeration;
import dev.tracemap.cluster.partition.Agglomeration.Linkage;
import dev.tracemap.cluster.partition.Silhouette;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Groups some hundred rows at most: Ward's tree on cosine, cut where the silhouette is farthest above what chance
/// makes of as many groups (after Tibshirani, Walther, Hastie 2001, who compare the scatter within), and a check that
/// the groups are not what chance makes.
///
/// Chance is a normal distribution with the rows' own mean and covariance, which has their shape but no groups
/// (after Liu, Hayes, Nobel, Marron 2008). A row that a cut leaves alone is noise and counts 0 in the silhouette:
/// otherwise one outlier apart from everything else would be the best of all divisions.
final class FewRows {
    private static final int CHANCES = 19;
    /// Enough for the mean alone.
    private static final int SOME_CHANCES = 5;
    /// Where chance does as well more often than this, the groups are doubtful, or none. Rows without groups come out
    /// near 1, since what is drawn with an estimated covariance falls into clearer groups than what it comes from.
    private static final double SURE = 0.2;

    private static final double DOUBTFUL = 0.6;
    /// From here on not every number of groups is tried.
    private static final int MANY_GROUPS = 20;
    /// Rows that are this alike on average are one group when nothing divides them.
    private static final double ALIKE = 0.5;
    /// So little deviation from chance's mean says nothing, however much less chance itself deviates.
    private static final double LEAST_DEVIATION = 1e-3;

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
        if (n < 4 || meanCosine > 1 - 1e-6) {
            return undivided(n, meanCosine);
        }
        Division division = Division.of(unit, least(n), workers);
        double[][] curves = curves(division, unit, CHANCES);
        int groups = farthestAbove(curves);
        double chance = chance(curves);
        chosen.put("p_value", chance);
        if (division.curve()[groups] <= 0 || chance > DOUBTFUL) {
            return undivided(n, meanCosine);
        }
        if (chance > SURE) {
            warnings.add("doubtful groups: in " + Math.round(chance * (CHANCES + 1)) + " of " + (CHANCES + 1)
                    + " tries chance divides " + n + " such items as clearly; more items would tell");
        }
        chosen.put("silhouette", division.curve()[groups]);
        // A size that the user gives is obeyed, and other cuts would have other sizes.
        List<Clustering.Layer> layers = params.givenSize(n) == null ? layers(division, curves, groups) : List.of();
        return grouping(division.nearest(groups), groups, layers);
    }

    /// The groups of rows that are known to have some; -1 for noise.
    int[] labels(Matrix unit) {
        Division division = Division.of(unit, least(unit.rows()), workers);
        return division.nearest(farthestAbove(curves(division, unit, SOME_CHANCES)));
    }

    /// The curve of the rows, and those of as many sets without groups.
    private double[][] curves(Division division, Matrix unit, int chances) {
        double[][] curves = new double[chances + 1][];
        curves[0] = division.curve();
        SplittableRandom random = new SplittableRandom(params.seed());
        for (int i = 1; i <= chances; i++) {
            curves[i] = Division.of(ungrouped(unit, random), division.least(), workers)
                    .curve();
        }
        return curves;
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
        return alike ? grouping(new int[n], 1, List.of()) : Grouping.none(n);
    }

    /// A tree over rows and how clear its cuts are.
    ///
    /// @param least the fewest rows that are a group and not noise
    /// @param curve per number of groups the mean silhouette of all rows, where noise counts 0. A number that is
    ///     not tried has 0
    private record Division(Agglomeration tree, Silhouette pairs, int least, double[] curve) {
        static Division of(Matrix unit, int least, Workers workers) {
            Agglomeration tree = Agglomeration.of(Agglomeration.distances(unit), Linkage.WARD);
            Silhouette pairs = new Silhouette(unit, workers);
            double[] curve = new double[unit.rows() / 2 + 1];
            for (int groups = 2; groups < curve.length; groups += 1 + groups / MANY_GROUPS) {
                int[] labels = together(tree.cut(groups), groups, least);
                int placed =
                        (int) Arrays.stream(labels).filter(label -> label >= 0).count();
                boolean several = Arrays.stream(labels)
                                .filter(label -> label >= 0)
                                .distinct()
                                .limit(2)
                                .count()
                        > 1;
                curve[groups] = several ? pairs.mean(labels, groups) * placed / unit.rows() : 0;
            }
            return new Division(tree, pairs, least, curve);
        }

        /// The groups that are large enough, without the rows that are nearer to another one: a tree does not take
        /// back what it joined.
        int[] nearest(int groups) {
            int[] labels = together(tree.cut(groups), groups, least);
            int[] nearest = labels.clone();
            for (int row = 0; row < labels.length; row++) {
                if (labels[row] >= 0 && pairs.of(labels, groups, row) < 0) {
                    nearest[row] = -1;
                }
            }
            return nearest;
        }

        private static int[] together(int[] labels, int groups, int least) {
            int[] size = sizes(labels, groups);
            return Arrays.stream(labels)
                    .map(label -> size[label] >= least ? label : -1)
                    .toArray();
        }
    }

    /// @param curves the rows' own first
    private static int farthestAbove(double[][] curves) {
        int best = 2;
        for (int groups = 2; groups < curves[0].length; groups++) {
            if (above(curves, groups) > above(curves, best)) {
                best = groups;
            }
        }
        return best;
    }

    private static double above(double[][] curves, int groups) {
        return curves[0][groups] - mean(curves, groups);
    }

    /// How often chance is as far above its own mean as the rows are, each at its clearest number of groups, in
    /// standard deviations (the largest of many statistics, as in Westfall, Young 1993).
    private static double chance(double[][] curves) {
        double[] clearest = new double[curves.length];
        for (int groups = 2; groups < curves[0].length; groups++) {
            double mean = mean(curves, groups);
            double squares = 0;
            for (double[] curve : curves) {
                squares += (curve[groups] - mean) * (curve[groups] - mean);
            }
            double deviation = Math.sqrt(squares / (curves.length - 1)) + LEAST_DEVIATION;
            for (int i = 0; i < curves.length; i++) {
                clearest[i] = Math.max(clearest[i], (curves[i][groups] - mean) / deviation);
            }
        }
        return Arrays.stream(clearest).filter(value -> value >= clearest[0]).count() / (double) clearest.length;
    }

    private static double mean(double[][] curves, int groups) {
        return Arrays.stream(curves).mapToDouble(curve -> curve[groups]).sum() / curves.length;
    }

    /// Normal rows with the same mean and covariance, at unit length: each is a random mix of the centred rows.
    private static Matrix ungrouped(Matrix unit, SplittableRandom random) {
        int n = unit.rows();
        int d = unit.columns();
        double[] mean = mean(unit);
        double[][] centred = new double[n][d];
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < d; column++) {
                centred[row][column] = unit.at(row, column) - mean[column];
            }
        }
        float[] values = new float[n * d];
        for (int row = 0; row < n; row++) {
            double[] mixed = mean.clone();
            for (double[] other : centred) {
                add(mixed, other, random.nextGaussian() / Math.sqrt(n));
            }
            for (int column = 0; column < d; column++) {
                values[row * d + column] = (float) mixed[column];
            }
        }
        return UnitRows.of(new Matrix(n, d, values)).rows();
    }

    private static void add(double[] sum, double[] part, double weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * part[i];
        }
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

    /// The cut and some others, coarse to fine, the clearest above chance first.
    private static List<Clustering.Layer> layers(Division division, double[][] curves, int groups) {
        List<Clustering.Layer> taken = new ArrayList<>(List.of(layer(division, groups, true)));
        List<Integer> rest = IntStream.range(2, curves[0].length)
                .boxed()
                .filter(other -> above(curves, other) > 0)
                .sorted(Comparator.comparingDouble(other -> -above(curves, other)))
                .toList();
        for (int other : rest) {
            if (taken.size() == DensityGrouping.MOST_LAYERS) {
                break;
            }
            Clustering.Layer layer = layer(division, other, false);
            boolean apart = taken.stream().allMatch(each -> DensityGrouping.apart(each.clusters(), layer.clusters()));
            if (layer.clusters() > 1 && apart) {
                taken.add(layer);
            }
        }
        taken.sort(Comparator.comparingInt(Clustering.Layer::clusters));
        return taken;
    }

    private static Clustering.Layer layer(Division division, int groups, boolean isDefault) {
        int[] found = division.nearest(groups);
        int[] names = Arrays.stream(found)
                .filter(label -> label >= 0)
                .distinct()
                .sorted()
                .toArray();
        int[] labels = Arrays.stream(found)
                .map(label -> label < 0 ? -1 : Arrays.binarySearch(names, label))
                .toArray();
        return new Clustering.Layer(labels, names.length, 1, isDefault);
    }

    /// @param found -1 for noise
    private Grouping grouping(int[] found, int groups, List<Clustering.Layer> layers) {
        int least = least(found.length);
        int[] size = sizes(found, groups);
        int[] labels = found.clone();
        double[] probabilities = new double[labels.length];
        double[] outlierScores = new double[labels.length];
        for (int row = 0; row < labels.length; row++) {
            boolean member = labels[row] >= 0 && size[labels[row]] >= least;
            labels[row] = member ? labels[row] : -1;
            probabilities[row] = member ? 1 : 0;
            outlierScores[row] = member ? 0 : 1;
        }
        double[] persistence = new double[groups];
        Arrays.fill(persistence, 1);
        return new Grouping(labels, probabilities, outlierScores, persistence, List.of(), layers);
    }

    private int least(int rows) {
        @Nullable Integer given = params.givenSize(rows);
        return given == null ? 2 : given;
    }

    private static int[] sizes(int[] labels, int groups) {
        int[] size = new int[groups];
        Arrays.stream(labels).filter(label -> label >= 0).forEach(label -> size[label]++);
        return size;
    }
}
