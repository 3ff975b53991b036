package dev.tracemap.cluster;

import java.util.Arrays;

/// How well a clustering agrees with known groups.
///
/// The figures but [#adjustedRandIndex] and [#adjustedMutualInformation], which take labels as they are, look at
/// the rows that have a true group: is it found (coverage), and if so, together with its like (index, purity)?
///
/// @param clusters with at least one member of a true group
/// @param adjustedRand over rows that have a true group and a cluster
/// @param coverage share of the rows with a true group that are in a cluster
/// @param purity share of those whose true group is the commonest in their cluster
/// @param noisePrecision share of the rows called noise that have no true group; 1 when none is called noise
/// @param noiseRecall share of the rows without a true group that are called noise; 1 when there are none
public record Agreement(
        int clusters, double adjustedRand, double coverage, double purity, double noisePrecision, double noiseRecall) {

    /// @param truth group per row, -1 for none
    /// @param labels cluster per row, -1 for noise
    public static Agreement of(int[] truth, int[] labels) {
        requireSameLength(truth, labels);
        int rows = truth.length;
        int[] both = new int[rows];
        int found = 0;
        int known = 0;
        int noise = 0;
        int trueNoise = 0;
        for (int row = 0; row < rows; row++) {
            known += truth[row] >= 0 ? 1 : 0;
            noise += labels[row] < 0 ? 1 : 0;
            trueNoise += labels[row] < 0 && truth[row] < 0 ? 1 : 0;
            if (truth[row] >= 0 && labels[row] >= 0) {
                both[found++] = row;
            }
        }
        int[] foundTruth = pick(truth, both, found);
        int[] foundLabels = pick(labels, both, found);
        Table table = Table.of(foundLabels, foundTruth);
        return new Agreement(
                table.rowSums.length,
                found == 0 ? 0 : adjustedRandIndex(foundTruth, foundLabels),
                (double) found / Math.max(1, known),
                (double) table.commonest() / Math.max(1, found),
                noise == 0 ? 1 : (double) trueNoise / noise,
                known == rows ? 1 : (double) trueNoise / (rows - known));
    }

    /// The cube root of index² × coverage: high only when most is covered and what is covered is right.
    public double combined() {
        return Math.cbrt(Math.pow(Math.max(0, adjustedRand), 2) * coverage);
    }

    /// Hubert and Arabie (1985): 1 for the same partition, about 0 for chance. -1 is a label like any other.
    public static double adjustedRandIndex(int[] a, int[] b) {
        requireSameLength(a, b);
        if (a.length < 2) {
            return 0;
        }
        Table table = Table.of(a, b);
        double together = 0;
        for (int count : table.cells) {
            together += pairs(count);
        }
        double inA = Arrays.stream(table.rowSums).mapToDouble(Agreement::pairs).sum();
        double inB =
                Arrays.stream(table.columnSums).mapToDouble(Agreement::pairs).sum();
        double expected = inA * inB / pairs(a.length);
        double most = (inA + inB) / 2;
        return most == expected ? 1 : (together - expected) / (most - expected);
    }

    /// Vinh, Epps, Bailey (2010), normalised by the mean of the two entropies. -1 is a label like any other.
    public static double adjustedMutualInformation(int[] a, int[] b) {
        requireSameLength(a, b);
        Table table = Table.of(a, b);
        if (table.rowSums.length <= 1 && table.columnSums.length <= 1) {
            return 1;
        }
        double expected = table.expectedInformation();
        double mean = (table.entropy(table.rowSums) + table.entropy(table.columnSums)) / 2;
        double room = mean - expected;
        return Math.abs(room) < 1e-12 ? 0 : (table.information() - expected) / room;
    }

    private static double pairs(int count) {
        return count * (count - 1.0) / 2;
    }

    private static int[] pick(int[] from, int[] rows, int count) {
        int[] picked = new int[count];
        for (int i = 0; i < count; i++) {
            picked[i] = from[rows[i]];
        }
        return picked;
    }

    private static void requireSameLength(int[] a, int[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " labels cannot be compared with " + b.length);
        }
    }

    /// Counts of each pair of labels: `cells[row * columns + column]`.
    private record Table(int total, int[] cells, int[] rowSums, int[] columnSums) {

        static Table of(int[] a, int[] b) {
            int[] distinctA = Arrays.stream(a).sorted().distinct().toArray();
            int[] distinctB = Arrays.stream(b).sorted().distinct().toArray();
            int[] cells = new int[distinctA.length * distinctB.length];
            int[] rowSums = new int[distinctA.length];
            int[] columnSums = new int[distinctB.length];
            for (int i = 0; i < a.length; i++) {
                int row = Arrays.binarySearch(distinctA, a[i]);
                int column = Arrays.binarySearch(distinctB, b[i]);
                cells[row * distinctB.length + column]++;
                rowSums[row]++;
                columnSums[column]++;
            }
            return new Table(a.length, cells, rowSums, columnSums);
        }

        int commonest() {
            int sum = 0;
            for (int row = 0; row < rowSums.length; row++) {
                int most = 0;
                for (int column = 0; column < columnSums.length; column++) {
                    most = Math.max(most, cells[row * columnSums.length + column]);
                }
                sum += most;
            }
            return sum;
        }

        double entropy(int[] sums) {
            double entropy = 0;
            for (int sum : sums) {
                entropy -= (double) sum / total * Math.log((double) sum / total);
            }
            return entropy;
        }

        double information() {
            double information = 0;
            for (int cell = 0; cell < cells.length; cell++) {
                information += share(cells[cell], cell / columnSums.length, cell % columnSums.length);
            }
            return information;
        }

        private double share(int count, int row, int column) {
            return count == 0
                    ? 0
                    : (double) count
                            / total
                            * Math.log((double) count * total / ((double) rowSums[row] * columnSums[column]));
        }

        /// The mutual information that two random partitions with these sizes have on average.
        double expectedInformation() {
            double[] logFactorial = new double[total + 1];
            for (int i = 1; i <= total; i++) {
                logFactorial[i] = logFactorial[i - 1] + Math.log(i);
            }
            double expected = 0;
            for (int row = 0; row < rowSums.length; row++) {
                for (int column = 0; column < columnSums.length; column++) {
                    expected += expectedShare(row, column, logFactorial);
                }
            }
            return expected;
        }

        private double expectedShare(int row, int column, double[] logFactorial) {
            int a = rowSums[row];
            int b = columnSums[column];
            double whole = logFactorial[a] + logFactorial[b] + logFactorial[total - a] + logFactorial[total - b];
            double expected = 0;
            for (int count = Math.max(1, a + b - total); count <= Math.min(a, b); count++) {
                double probability = Math.exp(whole
                        - logFactorial[total]
                        - logFactorial[count]
                        - logFactorial[a - count]
                        - logFactorial[b - count]
                        - logFactorial[total - a - b + count]);
                expected += share(count, row, column) * probability;
            }
            return expected;
        }
    }
}
