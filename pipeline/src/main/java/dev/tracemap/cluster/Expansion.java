package dev.tracemap.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Carries clusters that were found among some rows over to all rows, and takes in clusters that are found later among
/// those which fitted nowhere.
///
/// One rule holds for every row, whether it was in the sample or not: it belongs to the cluster whose typical
/// directions it is nearest to, if it is no farther from them than that cluster's own members are.
final class Expansion {
    /// What makes up less than this share of all rows is not taken for a cluster of its own when it turns up late.
    private static final double RARE = 1.0 / 5000;
    /// Two clusters whose means point this much the same way are one, unless the clusters of the sample themselves are
    /// more alike than that.
    private static final double ALIKE = 0.85;

    /// Standard deviations beyond the middle of a cluster: from the first on a row is looked at again with the rest,
    /// from the second on it does not belong.
    private static final double DOUBTFUL = 3;

    static final double WIDE = 4;
    private static final double MOST_ALIKE = 0.97;
    private static final double NEARLY_ALL = 0.9;
    /// What turns up late holds together at least this well, as a share of how well the loosest cluster of the sample
    /// does: what is left over is mostly rows that belong nowhere, and the least lonely of them are no cluster.
    private static final double NEARLY_AS_TIGHT = 0.75;

    private final UnitRows unit;
    private final long seed;
    private final Workers workers;
    private final List<Middle> middles = new ArrayList<>();
    private final List<Double> persistence = new ArrayList<>();
    private Prototypes prototypes = Prototypes.NONE;
    private double sameFrom = ALIKE;
    private double heldFrom;
    private int late;
    private int firstClusters;

    Expansion(UnitRows unit, long seed, Workers workers) {
        this.unit = unit;
        this.seed = seed;
        this.workers = workers;
    }

    /// Takes in the clusters of the sample.
    ///
    /// @param rows which rows `found` is about
    void begin(int[] rows, Grouping found) {
        for (int cluster = 0; cluster < found.clusters(); cluster++) {
            Matrix members = unit.rows().picked(members(rows, found.labels(), cluster));
            if (members.rows() > 0) {
                admit(members, Middle.of(members), found.persistence()[cluster]);
            }
        }
        firstClusters = middles.size();
        sameFrom = sameFrom();
        heldFrom = NEARLY_AS_TIGHT
                * middles.stream().mapToDouble(Middle::alike).min().orElse(0);
    }

    /// Takes in what was found among rows that fit nowhere. A piece of a known cluster's rim widens that cluster.
    ///
    /// @param share of the rows without a place that was looked at
    void add(int[] rows, Grouping found, double share) {
        double least = RARE * unit.rows().rows() * share;
        for (int cluster = 0; cluster < found.clusters(); cluster++) {
            int[] own = members(rows, found.labels(), cluster);
            if (own.length < Math.max(2, least)) {
                continue;
            }
            Matrix members = unit.rows().picked(own);
            Middle middle = Middle.of(members);
            if (middle.alike() < heldFrom) {
                continue;
            }
            int like = mostAlike(middle, middles);
            if (like >= 0 && middle.cosine(middles.get(like)) > sameFrom) {
                prototypes =
                        prototypes.and(Prototypes.of(members, 0, seed, workers).renamed(like));
            } else {
                admit(members, middle, found.persistence()[cluster]);
                late++;
            }
        }
    }

    private void admit(Matrix members, Middle middle, double lives) {
        prototypes = prototypes.and(Prototypes.of(members, middles.size(), seed, workers));
        middles.add(middle);
        persistence.add(lives);
    }

    private static int[] members(int[] rows, int[] labels, int cluster) {
        return IntStream.range(0, rows.length)
                .filter(i -> labels[i] == cluster)
                .map(i -> rows[i])
                .toArray();
    }

    private static int mostAlike(Middle middle, List<Middle> others) {
        int most = -1;
        for (int i = 0; i < others.size(); i++) {
            if (!others.get(i).equals(middle)
                    && (most < 0 || middle.cosine(others.get(i)) > middle.cosine(others.get(most)))) {
                most = i;
            }
        }
        return most;
    }

    /// As alike as clusters of the sample are to their nearest sibling, but for the most alike tenth.
    private double sameFrom() {
        double[] siblings = middles.stream()
                .mapToDouble(middle -> {
                    int like = mostAlike(middle, middles);
                    return like < 0 ? 0 : middle.cosine(middles.get(like));
                })
                .sorted()
                .toArray();
        double usual = siblings.length == 0 ? 0 : siblings[(int) (NEARLY_ALL * (siblings.length - 1))];
        return Math.clamp(usual, ALIKE, MOST_ALIKE);
    }

    /// Rows that fit nowhere well so far, in order; those without a direction are left out.
    int[] rest() {
        int[] labels = prototypes.fit(unit.rows(), DOUBTFUL, workers).labels();
        return IntStream.range(0, labels.length)
                .filter(row -> labels[row] < 0 && !unit.zero()[row])
                .toArray();
    }

    /// How many clusters were found only among the rest.
    int late() {
        return late;
    }

    /// @param rows which rows the layers are about
    /// @param sampled the layers of the sample
    Grouping grouping(int[] rows, List<Clustering.Layer> sampled) {
        Prototypes.Fit fit = prototypes.fit(unit.rows(), WIDE, workers);
        List<Clustering.Layer> layers = sampled.stream()
                .map(layer -> layer.isDefault() ? layer : layer(rows, layer, fit.labels()))
                .toList();
        return new Grouping(
                fit.labels(),
                fit.probabilities(),
                fit.outlierScores(),
                persistence.stream().mapToDouble(Double::doubleValue).toArray(),
                List.of(),
                layers);
    }

    /// A coarser or finer layer, carried over by the same rule; clusters found late stand in each of them.
    private Clustering.Layer layer(int[] rows, Clustering.Layer sampled, int[] labels) {
        Prototypes all = Prototypes.NONE;
        for (int cluster = 0; cluster < sampled.clusters(); cluster++) {
            int[] own = members(rows, sampled.labels(), cluster);
            all = own.length == 0 ? all : all.and(Prototypes.of(unit.rows().picked(own), cluster, seed, workers));
        }
        int[] carried = all.fit(unit.rows(), WIDE, workers).labels();
        for (int row = 0; row < carried.length; row++) {
            if (labels[row] >= firstClusters) {
                carried[row] = sampled.clusters() + labels[row] - firstClusters;
            }
        }
        int clusters = sampled.clusters() + middles.size() - firstClusters;
        return new Clustering.Layer(carried, clusters, sampled.persistence(), false);
    }

    /// The mean of a cluster's rows.
    ///
    /// @param alike mean cosine of two different members; its root is what the mean's length would be without the
    ///     scatter of finitely many rows
    private record Middle(double[] mean, double alike) {

        static Middle of(Matrix members) {
            double[] mean = new double[members.columns()];
            for (int row = 0; row < members.rows(); row++) {
                for (int column = 0; column < mean.length; column++) {
                    mean[column] += members.at(row, column);
                }
            }
            double square = 0;
            double n = members.rows();
            for (int column = 0; column < mean.length; column++) {
                mean[column] /= n;
                square += mean[column] * mean[column];
            }
            double alike = n < 2 ? square : (n * square - 1) / (n - 1);
            return new Middle(mean, Math.max(alike, 1e-6));
        }

        double cosine(Middle other) {
            double dot = 0;
            for (int column = 0; column < mean.length; column++) {
                dot += mean[column] * other.mean[column];
            }
            return dot / Math.sqrt(alike * other.alike);
        }
    }
}
