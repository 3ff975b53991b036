package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Lanes;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// A kd-tree: points halved along their widest column until at most [#LEAF] are left (Bentley 1975).
///
/// Nodes are numbered as in a heap: the root is 1, the children of `i` are `2i` and `2i + 1`, the last `leaves` nodes
/// are the leaves. A point's place is its position when all leaves are read from left to right. Distances are the
/// same bits as those of [Columns].
final class PointTree {
    static final int LEAF = 32;

    private final Matrix points;
    private final int leaves;
    private final int stride;
    private final int[] rowAt;
    private final int[] start;
    private final int[] firstRow;
    private final float[] low;
    private final float[] high;
    private final float[] blocks;
    /// Sums of the same terms in another order may differ by rounding; bounds must not exceed any distance.
    private final float caution;

    private PointTree(Matrix points) {
        this.points = points;
        int n = points.rows();
        this.leaves = Integer.highestOneBit(Math.max(1, 2 * ((n + LEAF - 1) / LEAF) - 1));
        this.stride = (points.columns() + Lanes.WIDTH - 1) / Lanes.WIDTH * Lanes.WIDTH;
        this.rowAt = new int[n];
        Arrays.setAll(rowAt, row -> row);
        this.start = new int[2 * leaves + 1];
        this.firstRow = new int[2 * leaves];
        this.low = new float[2 * leaves * stride];
        this.high = new float[2 * leaves * stride];
        this.blocks = new float[leaves * points.columns() * LEAF];
        this.caution = 1 - (4 * points.columns() + 16) * 0x1p-24f;
    }

    static PointTree of(Matrix points, Workers workers) {
        PointTree tree = new PointTree(points);
        float[] keys = new float[points.rows()];
        int[] end = new int[2 * tree.leaves];
        end[1] = points.rows();
        for (int first = 1; first <= tree.leaves; first *= 2) {
            int level = first;
            workers.each(level, i -> tree.grow(level + i, end, keys));
        }
        tree.start[2 * tree.leaves] = points.rows();
        return tree;
    }

    private void grow(int node, int[] end, float[] keys) {
        enclose(node, end[node]);
        if (node >= leaves) {
            pack(node, end[node]);
            return;
        }
        int middle = (start[node] + end[node]) >>> 1;
        int column = widest(node);
        for (int place = start[node]; place < end[node]; place++) {
            keys[place] = points.at(rowAt[place], column);
        }
        new Halving(keys, rowAt).at(middle, start[node], end[node]);
        start[2 * node] = start[node];
        end[2 * node] = middle;
        start[2 * node + 1] = middle;
        end[2 * node + 1] = end[node];
    }

    private void enclose(int node, int end) {
        int at = node * stride;
        Arrays.fill(low, at, at + points.columns(), Float.POSITIVE_INFINITY);
        Arrays.fill(high, at, at + points.columns(), Float.NEGATIVE_INFINITY);
        int least = Integer.MAX_VALUE;
        for (int place = start[node]; place < end; place++) {
            int from = points.offset(rowAt[place]);
            least = Math.min(least, rowAt[place]);
            for (int column = 0; column < points.columns(); column++) {
                float value = points.values()[from + column];
                low[at + column] = Math.min(low[at + column], value);
                high[at + column] = Math.max(high[at + column], value);
            }
        }
        firstRow[node] = least;
    }

    private int widest(int node) {
        int widest = 0;
        float most = -1;
        for (int column = 0; column < points.columns(); column++) {
            float width = high[node * stride + column] - low[node * stride + column];
            if (width > most) {
                most = width;
                widest = column;
            }
        }
        return widest;
    }

    private void pack(int node, int end) {
        int block = (node - leaves) * points.columns() * LEAF;
        for (int place = start[node]; place < end; place++) {
            for (int column = 0; column < points.columns(); column++) {
                blocks[block + column * LEAF + place - start[node]] = points.at(rowAt[place], column);
            }
        }
    }

    int rows() {
        return rowAt.length;
    }

    int leaves() {
        return leaves;
    }

    boolean isLeaf(int node) {
        return node >= leaves;
    }

    /// The first place of a leaf; the next leaf begins where it ends.
    int start(int leaf) {
        return start[leaf];
    }

    int rowAt(int place) {
        return rowAt[place];
    }

    /// The smallest row below a node.
    int firstRow(int node) {
        return firstRow[node];
    }

    /// The smallest of some values, one per place, below each node.
    float[] leastBelow(float[] values) {
        float[] least = new float[2 * leaves];
        for (int node = least.length - 1; node > 0; node--) {
            if (node < leaves) {
                least[node] = Math.min(least[2 * node], least[2 * node + 1]);
                continue;
            }
            least[node] = Float.POSITIVE_INFINITY;
            for (int place = start[node]; place < start[node + 1]; place++) {
                least[node] = Math.min(least[node], values[place]);
            }
        }
        return least;
    }

    /// A point's values, with zeros behind them to a whole number of vectors.
    float[] room() {
        return new float[stride];
    }

    void read(int place, float[] room) {
        System.arraycopy(points.values(), points.offset(rowAt[place]), room, 0, points.columns());
    }

    /// No point below the node is nearer to `point`, in squared distance.
    float bound(float[] point, int node) {
        FloatVector sum = FloatVector.zero(Lanes.SPECIES);
        int at = node * stride;
        for (int column = 0; column < stride; column += Lanes.WIDTH) {
            FloatVector x = FloatVector.fromArray(Lanes.SPECIES, point, column);
            FloatVector below =
                    FloatVector.fromArray(Lanes.SPECIES, low, at + column).sub(x);
            FloatVector above = x.sub(FloatVector.fromArray(Lanes.SPECIES, high, at + column));
            FloatVector outside = below.max(above).max(0);
            sum = sum.add(outside.mul(outside));
        }
        return sum.reduceLanes(VectorOperators.ADD) * caution;
    }

    /// Squared distances to the points of a leaf, in order of place; what stands behind them in `out` means nothing.
    void squaredDistances(float[] point, int leaf, float[] out) {
        int block = (leaf - leaves) * points.columns() * LEAF;
        for (int slot = 0; slot < LEAF; slot += 4 * Lanes.WIDTH) {
            fourVectors(point, block + slot, slot, out);
        }
    }

    private void fourVectors(float[] point, int from, int slot, float[] out) {
        FloatVector a = FloatVector.zero(Lanes.SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int at = from;
        for (int column = 0; column < points.columns(); column++) {
            float x = point[column];
            FloatVector da = FloatVector.fromArray(Lanes.SPECIES, blocks, at).sub(x);
            FloatVector db = FloatVector.fromArray(Lanes.SPECIES, blocks, at + Lanes.WIDTH)
                    .sub(x);
            FloatVector dc = FloatVector.fromArray(Lanes.SPECIES, blocks, at + 2 * Lanes.WIDTH)
                    .sub(x);
            FloatVector dd = FloatVector.fromArray(Lanes.SPECIES, blocks, at + 3 * Lanes.WIDTH)
                    .sub(x);
            a = a.add(da.mul(da));
            b = b.add(db.mul(db));
            c = c.add(dc.mul(dc));
            d = d.add(dd.mul(dd));
            at += LEAF;
        }
        a.intoArray(out, slot);
        b.intoArray(out, slot + Lanes.WIDTH);
        c.intoArray(out, slot + 2 * Lanes.WIDTH);
        d.intoArray(out, slot + 3 * Lanes.WIDTH);
    }
}
