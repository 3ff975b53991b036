package dev.tracemap.cluster;

import dev.tracemap.cluster.density.CondensedTree;
import dev.tracemap.cluster.density.Cut;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives each branch its own size: a split of the chosen cut is taken back where it cuts through one group, and a
/// cluster is divided as a finer cut divides it where that makes the description shorter. So a small group is not
/// lost
/// because most groups are large, nor a large one cut because most are small.
final class LocalSizes {
    /// A split is taken back when that saves more than this many bits per step inside the cluster; siblings that
    /// border on each other save less.
    private static final double CLEAR = 0.4;

    private final NeighbourGraph graph;
    private final DescriptionLength description;
    private final int[] reverseStart;
    private final int[] reverse;
    private final double step;

    LocalSizes(NeighbourGraph graph, DescriptionLength description) {
        this.graph = graph;
        this.description = description;
        this.step = 0.5 / graph.indices().length;
        this.reverseStart = new int[graph.rows() + 1];
        this.reverse = new int[graph.indices().length];
        for (int neighbour : graph.indices()) {
            reverseStart[neighbour + 1]++;
        }
        for (int row = 0; row < graph.rows(); row++) {
            reverseStart[row + 1] += reverseStart[row];
        }
        int[] next = reverseStart.clone();
        for (int i = 0; i < graph.indices().length; i++) {
            reverse[next[graph.indices()[i]]++] = i / graph.k();
        }
    }

    /// Takes back splits of the tree, from the leaves upwards.
    ///
    /// @param attached labels of `cut` with all noise attached
    Cut merged(Cut cut, int[] attached) {
        CondensedTree tree = cut.tree();
        int[] labelOf = new int[tree.clusters()];
        Arrays.fill(labelOf, -1);
        for (int label = 0; label < cut.clusters(); label++) {
            labelOf[cut.nodes()[label]] = label;
        }
        int[][] members = members(attached, cut.clusters());
        int[] labels = attached.clone();
        double between = between(labels, members);
        int[][] children = children(tree);
        for (int node = tree.clusters() - 1; node > 0; node--) {
            int one = children[node][0];
            int other = children[node][1];
            if (one == 0 || labelOf[one] < 0 || labelOf[other] < 0) {
                continue;
            }
            int kept = labelOf[one];
            int gone = labelOf[other];
            Flow apart = flow(members[kept], labels, kept).and(flow(members[gone], labels, gone));
            rename(members[gone], labels, kept);
            int[] both = joined(members[kept], members[gone]);
            Flow together = flow(both, labels, kept);
            if (saved(between, apart, together) > CLEAR * together.insideSum()) {
                between += together.leavingSum() - apart.leavingSum();
                members[kept] = both;
                labelOf[node] = kept;
                labelOf[one] = -1;
                labelOf[other] = -1;
            } else {
                rename(members[gone], labels, gone);
            }
        }
        boolean[] chosen = new boolean[tree.clusters()];
        for (int node = 0; node < chosen.length; node++) {
            chosen[node] = labelOf[node] >= 0;
        }
        return Cut.of(tree, chosen);
    }

    /// The two children of each cluster, 0 where there are none.
    private static int[][] children(CondensedTree tree) {
        int[][] children = new int[tree.clusters()][2];
        for (int cluster = 1; cluster < tree.clusters(); cluster++) {
            int[] of = children[tree.parent()[cluster]];
            of[of[0] == 0 ? 0 : 1] = cluster;
        }
        return children;
    }

    private static int[] joined(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static void rename(int[] rows, int[] labels, int name) {
        for (int row : rows) {
            labels[row] = name;
        }
    }

    /// Divides clusters as finer cuts do.
    ///
    /// @param attached labels of `cut` with all noise attached
    /// @param finer leaves at smaller minimum sizes
    FlatCut divided(Cut cut, int[] attached, List<Cut> finer) {
        int[][] members = members(attached, cut.clusters());
        double between = between(attached, members);
        FlatCut divided = FlatCut.of(cut);
        for (int cluster = 0; cluster < cut.clusters(); cluster++) {
            Flow whole = flow(members[cluster], attached, cluster);
            @Nullable Division best = null;
            double most = 0;
            for (Cut candidate : finer) {
                @Nullable Division division = division(cut, candidate, cluster, members[cluster]);
                double saved = division == null ? 0 : saved(between, whole, division.flow());
                if (saved > most) {
                    best = division;
                    most = saved;
                }
            }
            if (best != null) {
                divided = divided.split(cluster, best.cut());
                between += best.flow().leavingSum() - whole.leavingSum();
            }
        }
        return divided;
    }

    private record Division(Cut cut, Flow flow) {}

    private @Nullable Division division(Cut cut, Cut finer, int cluster, int[] rows) {
        int[] part = new int[graph.rows()];
        Arrays.fill(part, -2);
        int[] name = new int[finer.clusters()];
        Arrays.fill(name, -1);
        int parts = 0;
        for (int row : rows) {
            int label = cut.labels()[row] == cluster ? finer.labels()[row] : -1;
            if (label >= 0 && name[label] < 0) {
                name[label] = parts++;
            }
            part[row] = label < 0 ? -1 : name[label];
        }
        if (parts < 2) {
            return null;
        }
        attach(rows, part, parts);
        int[][] members = new int[parts][];
        Flow flow = Flow.NONE;
        for (int i = 0; i < parts; i++) {
            int own = i;
            members[i] = Arrays.stream(rows).filter(row -> part[row] == own).toArray();
            flow = flow.and(flow(members[i], part, i));
        }
        return new Division(finer, flow);
    }

    /// Rows in none of the parts go where most of their neighbours are.
    private void attach(int[] rows, int[] part, int parts) {
        int[] before = part.clone();
        for (int row : rows) {
            if (before[row] == -1) {
                int[] votes = new int[parts];
                int most = 0;
                for (int rank = 0; rank < graph.k(); rank++) {
                    int other = before[graph.neighbour(row, rank)];
                    if (other >= 0 && ++votes[other] > votes[most]) {
                        most = other;
                    }
                }
                part[row] = most;
            }
        }
    }

    /// Bits saved when `before` is replaced by `after`.
    private static double saved(double between, Flow before, Flow after) {
        double now = between + after.leavingSum() - before.leavingSum();
        return DescriptionLength.entropyTerm(between)
                - DescriptionLength.entropyTerm(now)
                + before.bits()
                - after.bits();
    }

    /// What a few clusters contribute to the description.
    ///
    /// @param insideSum share of the walk's visits
    /// @param leavingSum share of its steps that leave one of them
    /// @param bits of their own address books, up to a constant
    private record Flow(double insideSum, double leavingSum, double bits) {
        static final Flow NONE = new Flow(0, 0, 0);

        static Flow of(double inside, double leaving) {
            return new Flow(
                    inside,
                    leaving,
                    DescriptionLength.entropyTerm(inside + leaving) - 2 * DescriptionLength.entropyTerm(leaving));
        }

        Flow and(Flow other) {
            return new Flow(insideSum + other.insideSum, leavingSum + other.leavingSum, bits + other.bits);
        }
    }

    private Flow flow(int[] rows, int[] labels, int own) {
        double inside = 0;
        double leaving = 0;
        for (int row : rows) {
            inside += description.visits(row);
            for (int rank = 0; rank < graph.k(); rank++) {
                leaving += labels[graph.neighbour(row, rank)] == own ? 0 : step;
            }
            for (int i = reverseStart[row]; i < reverseStart[row + 1]; i++) {
                leaving += labels[reverse[i]] == own ? 0 : step;
            }
        }
        return Flow.of(inside, leaving);
    }

    private double between(int[] labels, int[][] members) {
        double between = 0;
        for (int row = 0; row < labels.length; row++) {
            between += labels[row] < 0 ? description.visits(row) : 0;
        }
        for (int cluster = 0; cluster < members.length; cluster++) {
            between += flow(members[cluster], labels, cluster).leavingSum();
        }
        return between;
    }

    private static int[][] members(int[] labels, int clusters) {
        int[] size = new int[clusters];
        for (int label : labels) {
            if (label >= 0) {
                size[label]++;
            }
        }
        int[][] members = new int[clusters][];
        for (int cluster = 0; cluster < clusters; cluster++) {
            members[cluster] = new int[size[cluster]];
        }
        for (int row = labels.length - 1; row >= 0; row--) {
            if (labels[row] >= 0) {
                members[labels[row]][--size[labels[row]]] = row;
            }
        }
        return members;
    }
}
