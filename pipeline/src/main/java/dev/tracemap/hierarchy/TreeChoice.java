package dev.tracemap.hierarchy;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import dev.tracemap.cluster.partition.Agglomeration;
import dev.tracemap.hierarchy.Hierarchy.Group;
import dev.tracemap.hierarchy.Hierarchy.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides which clusters stand together. A tree is made from each source by Ward's linkage; the one with the best
/// [Fit] at its best cut is taken, and cut there.
public final class TreeChoice {
    /// So few clusters are seen at one glance.
    public static final int LEAST_CLUSTERS = 8;

    private static final int MOST_AT_THE_TOP = 14;
    /// With more clusters than this to a group at the top, a depth lies between.
    private static final int WIDE = 15;
    /// How far the number of groups in between may lie from halfway, by ratio.
    private static final double AROUND = 1.4;

    private final Leaves leaves;
    private final Fit fit;

    private record Cut(Agglomeration tree, int[] group, int groups, double fit) {}

    private TreeChoice(Leaves leaves, Fit fit) {
        this.leaves = leaves;
        this.fit = fit;
    }

    /// @param names a vector for each cluster's name, where there are any
    /// @return absent for fewer clusters than [#LEAST_CLUSTERS], and where no two groups come about
    public static Optional<Hierarchy> of(Leaves leaves, Optional<Matrix> names, int threads) {
        if (leaves.count() < LEAST_CLUSTERS) {
            return Optional.empty();
        }
        try (Workers workers = new Workers(threads)) {
            Matrix directions = leaves.directions();
            return new TreeChoice(leaves, new Fit(directions, workers)).choose(Trees.over(leaves, directions, names));
        }
    }

    private Optional<Hierarchy> choose(Map<Source, Agglomeration> trees) {
        int most = Math.min(MOST_AT_THE_TOP, leaves.count() / 2);
        int least = Math.max(2, Math.min(most / 2, leaves.count() / 4));
        Map<Source, Cut> cuts = new EnumMap<>(Source.class);
        trees.forEach((source, tree) -> cuts.put(source, best(tree, least, most)));
        Source source = cuts.keySet().stream()
                .max(Comparator.comparingDouble((Source each) -> of(cuts, each).fit())
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
        Map<Source, Double> fits = new EnumMap<>(Source.class);
        cuts.forEach((each, cut) -> fits.put(each, cut.fit()));
        Cut top = of(cuts, source);
        List<Group> groups = new ArrayList<>(groups(top.group(), null, 1, all()));
        if (groups.size() < 2) {
            return Optional.empty();
        }
        int alone = leaves.count() - clusters(groups);
        List<Integer> depths = new ArrayList<>(List.of(groups.size() + alone));
        if (leaves.count() > WIDE * top.groups()) {
            List<Group> between = between(top, groups);
            if (!between.isEmpty()) {
                depths.add(standing(groups, between) + alone);
                groups.addAll(between);
            }
        }
        depths.add(leaves.count());
        return Optional.of(new Hierarchy(source, fits, depths, groups));
    }

    private static Cut of(Map<Source, Cut> cuts, Source source) {
        Cut cut = cuts.get(source);
        if (cut == null) {
            throw new IllegalStateException("no tree from " + source);
        }
        return cut;
    }

    private Cut best(Agglomeration tree, int least, int most) {
        Cut best = cut(tree, least);
        for (int groups = least + 1; groups <= most; groups++) {
            Cut cut = cut(tree, groups);
            best = cut.fit() > best.fit() ? cut : best;
        }
        return best;
    }

    private Cut cut(Agglomeration tree, int groups) {
        int[] group = tree.cut(groups);
        return new Cut(tree, group, groups, fit.of(group, groups));
    }

    /// The groups below those at the top; one that is all of its parent adds nothing.
    private List<Group> between(Cut top, List<Group> parents) {
        double halfway = Math.sqrt((double) top.groups() * leaves.count());
        Cut cut = best(top.tree(), (int) (halfway / AROUND), (int) (halfway * AROUND));
        List<Group> between = new ArrayList<>();
        for (Group parent : parents) {
            between.addAll(groups(cut.group(), parent, 2, parent.clusters()));
        }
        return between;
    }

    private List<Integer> all() {
        Integer[] ids = new Integer[leaves.count()];
        Arrays.setAll(ids, id -> id);
        return List.of(ids);
    }

    /// Groups of two and more clusters, the largest first.
    private List<Group> groups(int[] group, @Nullable Group parent, int depth, List<Integer> among) {
        Map<Integer, List<Integer>> members = new TreeMap<>();
        among.forEach(leaf ->
                members.computeIfAbsent(group[leaf], _ -> new ArrayList<>()).add(leaf));
        List<List<Integer>> sorted = members.values().stream()
                .filter(clusters -> clusters.size() > 1 && clusters.size() < among.size())
                .sorted(Comparator.<List<Integer>>comparingInt(clusters -> -items(clusters))
                        .thenComparing(List::getFirst))
                .toList();
        List<Group> groups = new ArrayList<>();
        for (List<Integer> clusters : sorted) {
            String id = (parent == null ? "" : parent.id() + ".") + (groups.size() + 1);
            groups.add(new Group(id, parent == null ? null : parent.id(), depth, largestFirst(clusters)));
        }
        return groups;
    }

    private int items(List<Integer> clusters) {
        return clusters.stream().mapToInt(leaf -> leaves.sizes()[leaf]).sum();
    }

    private List<Integer> largestFirst(List<Integer> clusters) {
        return clusters.stream()
                .sorted(Comparator.<Integer>comparingInt(leaf -> -leaves.sizes()[leaf])
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /// How many rows the second depth has below the groups at the top: one that is not divided stands there whole.
    private static int standing(List<Group> parents, List<Group> between) {
        int standing = 0;
        for (Group parent : parents) {
            List<Group> below = between.stream()
                    .filter(group -> parent.id().equals(group.parent()))
                    .toList();
            standing += below.isEmpty() ? 1 : below.size() + parent.clusters().size() - clusters(below);
        }
        return standing;
    }

    private static int clusters(List<Group> groups) {
        return groups.stream().mapToInt(group -> group.clusters().size()).sum();
    }
}
