package dev.tracemap.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Rows that are equal, bit for bit. A few copies of each stand for all: among a thousand equal rows everybody's
/// nearest neighbours are a handful of the others, chosen by nothing, and a layout tears apart what is one point.
///
/// @param kept rows that are looked at, ascending
/// @param first per row, where in `kept` the first of its equals stands
record Twins(int[] kept, int[] first) {

    /// Every row for itself.
    static Twins none(Matrix rows) {
        int[] all = IntStream.range(0, rows.rows()).toArray();
        return new Twins(all, all);
    }

    /// @param copies how many of equal rows are kept
    static Twins of(Matrix rows, int copies) {
        Map<Integer, List<int[]>> byHash = new HashMap<>();
        int[] kept = new int[rows.rows()];
        int[] first = new int[rows.rows()];
        int count = 0;
        for (int row = 0; row < rows.rows(); row++) {
            int[] twin = twin(rows, row, byHash.computeIfAbsent(hash(rows, row), _ -> new ArrayList<>(1)));
            if (twin[1] == 0) {
                twin[2] = count;
            }
            first[row] = twin[2];
            if (twin[1]++ < copies) {
                kept[count++] = row;
            }
        }
        return new Twins(Arrays.copyOf(kept, count), first);
    }

    /// One row of each kind, how many there have been, and where the first stands.
    private static int[] twin(Matrix rows, int row, List<int[]> alike) {
        for (int[] known : alike) {
            if (Arrays.equals(
                    rows.values(),
                    rows.offset(row),
                    rows.offset(row) + rows.columns(),
                    rows.values(),
                    rows.offset(known[0]),
                    rows.offset(known[0]) + rows.columns())) {
                return known;
            }
        }
        int[] fresh = {row, 0, 0};
        alike.add(fresh);
        return fresh;
    }

    private static int hash(Matrix rows, int row) {
        int hash = 1;
        for (int i = rows.offset(row); i < rows.offset(row) + rows.columns(); i++) {
            hash = 31 * hash + Float.floatToIntBits(rows.values()[i]);
        }
        return hash;
    }

    boolean none() {
        return kept.length == first.length;
    }

    /// Carries what was found among the kept rows over to all. Equal rows are all where most of the kept ones are.
    Grouping over(Grouping found) {
        if (none()) {
            return found;
        }
        int[] voice = voices(found.labels());
        double[] probabilities = new double[first.length];
        double[] outlierScores = new double[first.length];
        for (int row = 0; row < first.length; row++) {
            probabilities[row] = found.probabilities()[voice[row]];
            outlierScores[row] = found.outlierScores()[voice[row]];
        }
        return new Grouping(
                over(found.labels(), voice),
                probabilities,
                outlierScores,
                found.persistence(),
                found.exemplars().stream()
                        .map(rows -> rows.stream().map(row -> kept[row]).toList())
                        .toList(),
                found.layers().stream()
                        .map(layer -> new Clustering.Layer(
                                over(layer.labels(), voices(layer.labels())),
                                layer.clusters(),
                                layer.persistence(),
                                layer.isDefault()))
                        .toList());
    }

    private static int[] over(int[] labels, int[] voice) {
        return Arrays.stream(voice).map(at -> labels[at]).toArray();
    }

    /// Per row, which kept one speaks for it: of its equals, the first with the label that most of them have.
    private int[] voices(int[] labels) {
        Map<Integer, Map<Integer, int[]>> votes = new HashMap<>();
        int[] best = new int[kept.length];
        for (int at = 0; at < kept.length; at++) {
            int home = first[kept[at]];
            int mine = at;
            int[] vote = votes.computeIfAbsent(home, _ -> new HashMap<>())
                    .computeIfAbsent(labels[at], _ -> new int[] {mine, 0});
            vote[1]++;
            if (at == home || vote[1] > votesOf(votes, home, labels[best[home]])) {
                best[home] = vote[0];
            }
        }
        return Arrays.stream(first).map(home -> best[home]).toArray();
    }

    private static int votesOf(Map<Integer, Map<Integer, int[]>> votes, int home, int label) {
        int[] vote = votes.getOrDefault(home, Map.of()).get(label);
        return vote == null ? 0 : vote[1];
    }

    /// Each row at the place of the first of its equals, and the kept ones at their own.
    Matrix spread(Matrix places) {
        if (none()) {
            return places;
        }
        Matrix all = places.picked(first);
        for (int at = 0; at < kept.length; at++) {
            System.arraycopy(places.values(), places.offset(at), all.values(), all.offset(kept[at]), places.columns());
        }
        return all;
    }
}
