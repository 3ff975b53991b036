package dev.tracemap.cluster;

import dev.tracemap.cluster.density.CondensedTree;
import dev.tracemap.cluster.density.Cut;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Gives each branch its own size: a split of the chosen cut is taken back where it cuts through one group, a cluster
/// is divided as a finer cut divides it where that makes the description shorter, and a cluster of a finer cut that is
/// noise by the chosen one is taken in on the same terms. So a small group is not lost because most groups are large,
/// nor a large one cut because most are small.
final class LocalSizes {
    /// A split is taken back when that saves more than this many bits per step inside the cluster; siblings that
    /// border on each other save less.
    private static final double CLEAR = 0.4;

    /// A group is taken in when that saves more than this many bits per step inside it; what chance brings together
    /// saves less.
    private static final double WORTH = 1;

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
        int[] size = Arrays.stream(members).mapToInt(rows -> rows.length).toArray();
        List<List<int[]>> pieces = new ArrayList<>();
        for (int[] rows : members) {
            pieces.add(new ArrayList<>(List.of(rows)));
        }
        int[] labels = attached.clone();
        Flow[] flows = flows(labels, members);
        double between = between(labels, flows);
        int[][] children = children(tree);
        for (int node = tree.clusters() - 1; node > 0; node--) {
            int one = children[node][0];
            int other = children[node][1];
            if (one == 0 || labelOf[one] < 0 || labelOf[other] < 0) {
                continue;
            }
            boolean oneIsLarger = size[labelOf[one]] >= size[labelOf[other]];
            int kept = labelOf[oneIsLarger ? one : other];
            int gone = labelOf[oneIsLarger ? other : one];
            Flow apart = flows[kept].and(flows[gone]);
            Flow together = Flow.of(
                    apart.insideSum(), apart.leavingSum() - 2 * step * relations(pieces.get(gone), labels, kept));
            if (saved(between, apart, together) > CLEAR * together.insideSum()) {
                between += together.leavingSum() - apart.leavingSum();
                rename(pieces.get(gone), labels, kept);
                pieces.get(kept).addAll(pieces.get(gone));
                size[kept] += size[gone];
                flows[kept] = together;
                labelOf[node] = kept;
                labelOf[one] = -1;
                labelOf[other] = -1;
            }
        }
        boolean[] chosen = new boolean[tree.clusters()];
        for (int node = 0; node < chosen.length; node++) {
            chosen[node] = labelOf[node] >= 0;
        }
        return Cut.of(tree, chosen);
    }

    /// Neighbour relations between some rows and those with a label, in both directions.
    private int relations(List<int[]> pieces, int[] labels, int label) {
        int relations = 0;
        for (int[] rows : pieces) {
            for (int row : rows) {
                relations += relations(row, labels, label);
            }
        }
        return relations;
    }

    private int relations(int row, int[] labels, int label) {
        int relations = 0;
        for (int rank = 0; rank < graph.k(); rank++) {
            relations += labels[graph.neighbour(row, rank)] == label ? 1 : 0;
        }
        for (int i = reverseStart[row]; i < reverseStart[row + 1]; i++) {
            relations += labels[reverse[i]] == label ? 1 : 0;
        }
        return relations;
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

    private static void rename(List<int[]> pieces, int[] labels, int name) {
        for (int[] rows : pieces) {
            for (int row : rows) {
                labels[row] = name;
            }
        }
    }

    /// Divides clusters as finer cuts do.
    ///
    /// @param attached labels of `cut` with all noise attached
    /// @param finer leaves at smaller minimum sizes
    FlatCut divided(Cut cut, int[] attached, List<Cut> finer) {
        int[][] members = members(attached, cut.clusters());
        Flow[] flows = flows(attached, members);
        double between = between(attached, flows);
        Divisions divisions = new Divisions(graph.rows());
        Map<Integer, Cut> divided = new TreeMap<>();
        for (int cluster = 0; cluster < cut.clusters(); cluster++) {
            @Nullable Flow best = null;
            double most = 0;
            for (Cut candidate : finer) {
                @Nullable Flow division = divisions.flow(cut, candidate, cluster, members[cluster]);
                double saved = division == null ? 0 : saved(between, flows[cluster], division);
                if (saved > most) {
                    divided.put(cluster, candidate);
                    best = division;
                    most = saved;
                }
            }
            if (best != null) {
                between += best.leavingSum() - flows[cluster].leavingSum();
            }
        }
        return FlatCut.of(cut, divided);
    }

    /// Tries divisions of one cluster after the other, on arrays that are cleared where they were used.
    private final class Divisions {
        private static final int OUTSIDE = -2;
        private static final int UNDECIDED = -1;

        private final int[] part;
        private final int[] attached;
        private final int[] name;
        private final int[] votes;

        Divisions(int rows) {
            this.part = new int[rows];
            this.attached = new int[rows];
            this.name = new int[rows];
            this.votes = new int[rows];
            Arrays.fill(part, OUTSIDE);
            Arrays.fill(name, -1);
        }

        /// What the parts contribute, if there are at least two.
        @Nullable
        Flow flow(Cut cut, Cut finer, int cluster, int[] rows) {
            int parts = 0;
            for (int row : rows) {
                int label = cut.labels()[row] == cluster ? finer.labels()[row] : -1;
                if (label >= 0 && name[label] < 0) {
                    name[label] = parts++;
                }
                part[row] = label < 0 ? UNDECIDED : name[label];
            }
            @Nullable Flow flow = parts < 2 ? null : flow(rows, parts);
            for (int row : rows) {
                part[row] = OUTSIDE;
                if (finer.labels()[row] >= 0) {
                    name[finer.labels()[row]] = -1;
                }
            }
            return flow;
        }

        private Flow flow(int[] rows, int parts) {
            for (int row : rows) {
                attached[row] = part[row] == UNDECIDED ? vote(row) : part[row];
            }
            for (int row : rows) {
                part[row] = attached[row];
            }
            double[] inside = new double[parts];
            int[] leaving = new int[parts];
            for (int row : rows) {
                inside[part[row]] += description.visits(row);
                leaving[part[row]] += relationsToOthers(row, part);
            }
            Flow flow = Flow.NONE;
            for (int i = 0; i < parts; i++) {
                flow = flow.and(Flow.of(inside[i], step * leaving[i]));
            }
            return flow;
        }

        /// Rows in none of the parts go where most of their neighbours are.
        private int vote(int row) {
            int most = 0;
            for (int rank = 0; rank < graph.k(); rank++) {
                int other = part[graph.neighbour(row, rank)];
                if (other >= 0 && ++votes[other] > votes[most]) {
                    most = other;
                }
            }
            for (int rank = 0; rank < graph.k(); rank++) {
                votes[Math.max(0, part[graph.neighbour(row, rank)])] = 0;
            }
            return most;
        }
    }

    /// Takes in clusters of finer cuts that are noise so far, the larger first.
    ///
    /// @param attached labels of `cut` with all noise attached
    /// @param finer leaves at smaller minimum sizes, fine to coarse
    /// @param dense tells of some rows whether they can be more than noise that happens to lie together
    FlatCut restored(FlatCut cut, int[] attached, List<Cut> finer, Predicate<int[]> dense) {
        Restoring restoring = new Restoring(cut, attached, dense);
        for (Cut candidate : finer.reversed()) {
            restoring.take(candidate);
        }
        return cut.with(restoring.taken);
    }

    /// Tries one group after the other and remembers what each cluster contributes to the description.
    private final class Restoring {
        private final boolean[] isNoise;
        private final int[] labels;
        private final List<Flow> flows;
        private double between;
        private final Predicate<int[]> dense;
        private final List<FlatCut.Part> taken = new ArrayList<>();

        Restoring(FlatCut cut, int[] attached, Predicate<int[]> dense) {
            this.dense = dense;
            this.isNoise = new boolean[attached.length];
            for (int row = 0; row < isNoise.length; row++) {
                isNoise[row] = cut.labels()[row] < 0;
            }
            this.labels = attached.clone();
            Flow[] now = flows(labels, members(labels, cut.clusters()));
            this.flows = new ArrayList<>(List.of(now));
            this.between = between(labels, now);
        }

        void take(Cut candidate) {
            int[][] members = members(candidate.labels(), candidate.clusters());
            for (int part = 0; part < members.length; part++) {
                int[] rows = members[part];
                if (Arrays.stream(rows).allMatch(row -> isNoise[row]) && dense.test(rows) && isWorthIt(rows)) {
                    for (int row : rows) {
                        isNoise[row] = false;
                    }
                    taken.add(new FlatCut.Part(candidate, part, rows));
                }
            }
        }

        /// Makes the rows a cluster of their own if that shortens the description enough.
        private boolean isWorthIt(int[] rows) {
            int[] from = Arrays.stream(rows).map(row -> labels[row]).toArray();
            Map<Integer, Flow> rest = new TreeMap<>();
            Flow before = Flow.NONE;
            for (int i = 0; i < rows.length; i++) {
                double visits = description.visits(rows[i]);
                if (from[i] < 0) {
                    before = before.and(Flow.of(visits, visits));
                } else {
                    double leaving = step * relationsToOthers(rows[i], labels);
                    rest.put(
                            from[i],
                            rest.getOrDefault(from[i], flows.get(from[i])).plus(-visits, -leaving));
                }
            }
            for (int cluster : rest.keySet()) {
                before = before.and(flows.get(cluster));
            }
            for (int row : rows) {
                labels[row] = flows.size();
            }
            Flow own = Flow.NONE;
            for (int i = 0; i < rows.length; i++) {
                own = own.plus(description.visits(rows[i]), step * relationsToOthers(rows[i], labels));
                if (from[i] >= 0) {
                    double bordering = step * relations(rows[i], labels, from[i]);
                    rest.computeIfPresent(from[i], (_, flow) -> flow.plus(0, bordering));
                }
            }
            Flow after = rest.values().stream().reduce(own, Flow::and);
            if (saved(between, before, after) > WORTH * own.insideSum()) {
                between += after.leavingSum() - before.leavingSum();
                rest.forEach(flows::set);
                flows.add(own);
                return true;
            }
            for (int i = 0; i < rows.length; i++) {
                labels[rows[i]] = from[i];
            }
            return false;
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

        /// One cluster with more, or fewer, of its rows.
        Flow plus(double inside, double leaving) {
            return of(insideSum + inside, leavingSum + leaving);
        }

        Flow and(Flow other) {
            return new Flow(insideSum + other.insideSum, leavingSum + other.leavingSum, bits + other.bits);
        }
    }

    private Flow[] flows(int[] labels, int[][] members) {
        Flow[] flows = new Flow[members.length];
        for (int cluster = 0; cluster < flows.length; cluster++) {
            double inside = 0;
            int leaving = 0;
            for (int row : members[cluster]) {
                inside += description.visits(row);
                leaving += relationsToOthers(row, labels);
            }
            flows[cluster] = Flow.of(inside, step * leaving);
        }
        return flows;
    }

    private int relationsToOthers(int row, int[] labels) {
        int all = graph.k() + reverseStart[row + 1] - reverseStart[row];
        return all - relations(row, labels, labels[row]);
    }

    private double between(int[] labels, Flow[] flows) {
        double between = 0;
        for (int row = 0; row < labels.length; row++) {
            between += labels[row] < 0 ? description.visits(row) : 0;
        }
        for (Flow flow : flows) {
            between += flow.leavingSum();
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
