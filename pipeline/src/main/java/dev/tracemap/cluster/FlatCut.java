package dev.tracemap.cluster;

import dev.tracemap.cluster.density.Cut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Clusters taken from cuts of one dendrogram, possibly at different minimum sizes in different branches.
///
/// @param labels one per row, -1 for noise
/// @param probabilities membership per row
/// @param persistence per cluster
/// @param exemplars per cluster, by row
record FlatCut(int[] labels, double[] probabilities, List<Double> persistence, List<List<Integer>> exemplars) {
    /// Stands for whether any part of a cluster has a name; no part has this number.
    private static final int FIRST = Integer.MAX_VALUE;

    /// The cut with some clusters given up for those of finer cuts that lie in them. The first of these takes the
    /// number, the others follow at the end.
    ///
    /// @param finer per cluster, where it is given up
    static FlatCut of(Cut cut, Map<Integer, Cut> finer) {
        FlatCut flat = new FlatCut(
                cut.labels().clone(),
                cut.probabilities().clone(),
                IntStream.range(0, cut.clusters()).mapToObj(cut::persistence).collect(Collectors.toList()),
                cut.exemplars());
        IdentityHashMap<Cut, List<List<Integer>>> exemplars = new IdentityHashMap<>();
        finer.values().forEach(each -> exemplars.computeIfAbsent(each, Cut::exemplars));
        Map<Long, Integer> names = new HashMap<>();
        for (int row = 0; row < cut.labels().length; row++) {
            Cut instead = finer.get(cut.labels()[row]);
            if (instead != null) {
                int part = instead.labels()[row];
                flat.labels[row] = part < 0
                        ? -1
                        : flat.name(
                                cut.labels()[row], part, instead, exemplars.getOrDefault(instead, List.of()), names);
                flat.probabilities[row] = instead.probabilities()[row];
            }
        }
        return flat;
    }

    /// A cluster of a finer cut, by its label there, and its rows.
    record Part(Cut cut, int label, int[] rows) {}

    /// This with some of its noise in further clusters.
    FlatCut with(List<Part> parts) {
        FlatCut more = new FlatCut(
                labels.clone(), probabilities.clone(), new ArrayList<>(persistence), new ArrayList<>(exemplars));
        IdentityHashMap<Cut, List<List<Integer>>> typical = new IdentityHashMap<>();
        for (Part part : parts) {
            for (int row : part.rows()) {
                more.labels[row] = more.clusters();
                more.probabilities[row] = part.cut().probabilities()[row];
            }
            more.persistence.add(part.cut().persistence(part.label()));
            more.exemplars.add(
                    typical.computeIfAbsent(part.cut(), Cut::exemplars).get(part.label()));
        }
        return more;
    }

    private int name(int cluster, int part, Cut finer, List<List<Integer>> typical, Map<Long, Integer> names) {
        Integer known = names.get((long) cluster << 32 | part);
        if (known != null) {
            return known;
        }
        boolean first = names.putIfAbsent((long) cluster << 32 | FIRST, cluster) == null;
        int name = first ? cluster : clusters();
        names.put((long) cluster << 32 | part, name);
        if (first) {
            persistence.set(cluster, finer.persistence(part));
            exemplars.set(cluster, typical.get(part));
        } else {
            persistence.add(finer.persistence(part));
            exemplars.add(typical.get(part));
        }
        return name;
    }

    int clusters() {
        return persistence.size();
    }
}
