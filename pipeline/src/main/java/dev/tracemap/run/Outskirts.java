package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.density.Cut;
import dev.tracemap.cluster.density.Hdbscan;
import dev.tracemap.cluster.density.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How far items lie from the clusters of a run, and the small groups that they form out there.
///
/// An item's distance is one minus its cosine to the nearest cluster's mean. What is usual is told by members of
/// the clusters, each against its own mean; isolation is how far beyond that an item lies, on logarithms, as `z /
/// (z + 3.5)`.
final class Outskirts {
    private static final int SMALLEST = 3;
    private static final int LARGEST = 40;

    private final Map<Integer, float[]> means;
    private final double usual;
    private final double spread;
    private final double alike;

    /// @param sample unit vectors of members, by cluster
    Outskirts(Map<Integer, Matrix> sample) {
        this.means = new TreeMap<>();
        List<Double> logs = new ArrayList<>();
        List<Double> cosines = new ArrayList<>();
        sample.forEach((cluster, rows) -> {
            float[] mean = unitMean(rows);
            means.put(cluster, mean);
            for (int row = 0; row < rows.rows(); row++) {
                double cosine = dot(rows, row, mean);
                cosines.add(cosine);
                logs.add(Math.log(Math.max(1e-6, 1 - cosine)));
            }
        });
        double[] sorted =
                logs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        this.usual = sorted.length == 0 ? 0 : Tails.median(sorted);
        this.spread = Math.max(0.05, sorted.length == 0 ? 0 : Tails.deviation(sorted, usual));
        double[] ascending =
                cosines.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        // Two members of one cluster are about as alike as the square of what each has with the mean.
        double loose = ascending.length == 0 ? 0 : Math.max(0, ascending[ascending.length / 4]);
        this.alike = loose * loose;
    }

    /// @param cluster the nearest one, -1 where there is none
    /// @param isolation 0 to 1
    record Place(int cluster, double isolation) {}

    Place place(Matrix rows, int row) {
        int nearest = -1;
        double best = -1;
        for (Map.Entry<Integer, float[]> mean : means.entrySet()) {
            double cosine = dot(rows, row, mean.getValue());
            if (nearest < 0 || cosine > best) {
                nearest = mean.getKey();
                best = cosine;
            }
        }
        double z = nearest < 0 ? Tails.LIMIT : (Math.log(Math.max(1e-6, 1 - best)) - usual) / spread;
        return new Place(nearest, z <= 0 ? 0 : z / (z + Tails.LIMIT));
    }

    /// Rows that are about as alike as members of the run's clusters, in groups of three to forty.
    List<List<Integer>> groups(Matrix rows) {
        if (rows.rows() < SMALLEST + 1) {
            return List.of();
        }
        Cut cut = Cut.of(Hdbscan.fit(rows, 2, 1).condense(SMALLEST), new Selection(Selection.Method.EOM, LARGEST, 0));
        List<List<Integer>> groups = new ArrayList<>();
        for (int label = 0; label < cut.clusters(); label++) {
            groups.add(new ArrayList<>());
        }
        for (int row = 0; row < rows.rows(); row++) {
            if (cut.labels()[row] >= 0) {
                groups.get(cut.labels()[row]).add(row);
            }
        }
        groups.forEach(group -> shed(rows, group));
        groups.removeIf(group -> group.size() < SMALLEST);
        return merged(rows, groups);
    }

    /// Takes out the least alike until the rest is alike enough.
    private void shed(Matrix rows, List<Integer> group) {
        while (group.size() >= SMALLEST && meanCosine(rows, group, group) < alike) {
            int least = group.stream()
                    .min(Comparator.comparingDouble(row -> meanCosine(rows, List.of(row), group)))
                    .orElseThrow();
            group.removeIf(row -> row == least);
        }
    }

    /// One mode in two pieces is one mode.
    private List<List<Integer>> merged(Matrix rows, List<List<Integer>> groups) {
        List<List<Integer>> merged = new ArrayList<>();
        for (List<Integer> group : groups) {
            List<Integer> same = merged.stream()
                    .filter(other -> meanCosine(rows, group, other) >= alike)
                    .findFirst()
                    .orElse(null);
            if (same == null) {
                merged.add(new ArrayList<>(group));
            } else {
                same.addAll(group);
            }
        }
        return merged;
    }

    /// Over all pairs of one from each, a row with itself left out.
    private static double meanCosine(Matrix rows, List<Integer> one, List<Integer> other) {
        double sum = 0;
        int pairs = 0;
        for (int a : one) {
            for (int b : other) {
                sum += a == b ? 0 : cosine(rows, a, b);
                pairs += a == b ? 0 : 1;
            }
        }
        return pairs == 0 ? 1 : sum / pairs;
    }

    private static double cosine(Matrix rows, int a, int b) {
        double dot = 0;
        for (int column = 0; column < rows.columns(); column++) {
            dot += (double) rows.at(a, column) * rows.at(b, column);
        }
        return dot;
    }

    private static double dot(Matrix rows, int row, float[] mean) {
        double dot = 0;
        for (int column = 0; column < mean.length; column++) {
            dot += (double) rows.at(row, column) * mean[column];
        }
        return dot;
    }

    private static float[] unitMean(Matrix rows) {
        double[] sum = new double[rows.columns()];
        for (int row = 0; row < rows.rows(); row++) {
            for (int column = 0; column < sum.length; column++) {
                sum[column] += rows.at(row, column);
            }
        }
        double length = Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
        float[] mean = new float[sum.length];
        for (int column = 0; column < sum.length; column++) {
            mean[column] = (float) (length == 0 ? 0 : sum[column] / length);
        }
        return mean;
    }
}
