package dev.tracemap.cluster;

import dev.tracemap.cluster.density.Cut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Clusters taken from cuts of one dendrogram, possibly at different minimum sizes in different branches.
///
/// @param labels one per row, -1 for noise
/// @param probabilities membership per row
/// @param persistence per cluster
/// @param exemplars per cluster, by row
record FlatCut(int[] labels, double[] probabilities, List<Double> persistence, List<List<Integer>> exemplars) {

    static FlatCut of(Cut cut) {
        List<Double> persistence = new ArrayList<>();
        for (int cluster = 0; cluster < cut.clusters(); cluster++) {
            persistence.add(cut.persistence(cluster));
        }
        return new FlatCut(cut.labels(), cut.probabilities(), persistence, cut.exemplars());
    }

    int clusters() {
        return persistence.size();
    }

    /// The same with one cluster given up for those of a finer cut that lie in it. The first of them takes its
    /// number,
    /// the others follow at the end.
    FlatCut split(int cluster, Cut finer) {
        int[] split = labels.clone();
        double[] membership = probabilities.clone();
        List<Double> lives = new ArrayList<>(persistence);
        List<List<Integer>> typical = new ArrayList<>(exemplars);
        int[] name = new int[finer.clusters()];
        Arrays.fill(name, -1);
        List<List<Integer>> finerExemplars = finer.exemplars();
        boolean first = true;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] != cluster) {
                continue;
            }
            int part = finer.labels()[row];
            if (part >= 0 && name[part] < 0) {
                name[part] = first ? cluster : lives.size();
                if (first) {
                    lives.set(cluster, finer.persistence(part));
                    typical.set(cluster, finerExemplars.get(part));
                } else {
                    lives.add(finer.persistence(part));
                    typical.add(finerExemplars.get(part));
                }
                first = false;
            }
            split[row] = part < 0 ? -1 : name[part];
            membership[row] = finer.probabilities()[row];
        }
        return new FlatCut(split, membership, lives, typical);
    }
}
