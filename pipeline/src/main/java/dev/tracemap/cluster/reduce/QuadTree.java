package dev.tracemap.cluster.reduce;

import java.util.Arrays;

/// Points of a plane in nested squares, so that many distant ones can be treated as one (Barnes, Hut 1986).
final class QuadTree {
    private static final int DEEPEST = 40;
    /// A square is taken as a whole when its side is at most this share of its distance. Below 0.7 that is never the
    /// square in which the point itself lies.
    private static final double NARROW = 0.6;

    private int[] child;
    private int[] count;
    private double[] sumX;
    private double[] sumY;
    private double[] placeX;
    private double[] placeY;
    private int nodes;

    private final double middleX;
    private final double middleY;
    private final double side;

    QuadTree(double[] x, double[] y) {
        double left = Arrays.stream(x).min().orElse(0);
        double low = Arrays.stream(y).min().orElse(0);
        double width = Math.max(
                Arrays.stream(x).max().orElse(0) - left, Arrays.stream(y).max().orElse(0) - low);
        this.side = Math.max(width, 1e-12);
        this.middleX = left + side / 2;
        this.middleY = low + side / 2;
        int room = 3 * x.length + 16;
        this.child = new int[4 * room];
        this.count = new int[room];
        this.sumX = new double[room];
        this.sumY = new double[room];
        this.placeX = new double[room];
        this.placeY = new double[room];
        this.nodes = 1;
        for (int i = 0; i < x.length; i++) {
            add(x[i], y[i]);
        }
    }

    private void add(double x, double y) {
        int node = 0;
        double centreX = middleX;
        double centreY = middleY;
        double half = side / 2;
        for (int depth = 0; ; depth++) {
            count[node]++;
            sumX[node] += x;
            sumY[node] += y;
            if (count[node] == 1) {
                placeX[node] = x;
                placeY[node] = y;
                return;
            }
            if (isLeaf(node)) {
                if (depth == DEEPEST || (placeX[node] == x && placeY[node] == y)) {
                    return;
                }
                divide(node, centreX, centreY);
            }
            int quarter = quarter(x, y, centreX, centreY);
            node = descended(node, quarter);
            half /= 2;
            centreX += (quarter & 1) == 0 ? -half : half;
            centreY += (quarter & 2) == 0 ? -half : half;
        }
    }

    private boolean isLeaf(int node) {
        return (child[4 * node] | child[4 * node + 1] | child[4 * node + 2] | child[4 * node + 3]) == 0;
    }

    /// Hands what a leaf held before the newest point on to one of its quarters.
    private void divide(int node, double centreX, double centreY) {
        int below = descended(node, quarter(placeX[node], placeY[node], centreX, centreY));
        count[below] = count[node] - 1;
        placeX[below] = placeX[node];
        placeY[below] = placeY[node];
        sumX[below] = placeX[node] * count[below];
        sumY[below] = placeY[node] * count[below];
    }

    private static int quarter(double x, double y, double centreX, double centreY) {
        return (x < centreX ? 0 : 1) + (y < centreY ? 0 : 2);
    }

    private int descended(int node, int quarter) {
        if (child[4 * node + quarter] == 0) {
            if (nodes == count.length) {
                grow();
            }
            child[4 * node + quarter] = nodes++;
        }
        return child[4 * node + quarter];
    }

    private void grow() {
        int room = 2 * nodes;
        child = Arrays.copyOf(child, 4 * room);
        count = Arrays.copyOf(count, room);
        sumX = Arrays.copyOf(sumX, room);
        sumY = Arrays.copyOf(sumY, room);
        placeX = Arrays.copyOf(placeX, room);
        placeY = Arrays.copyOf(placeY, room);
    }

    /// What one thread needs to walk through the tree, and what it finds.
    static final class Walk {
        private final int[] nodes = new int[4 * (DEEPEST + 2)];
        private final double[] sides = new double[nodes.length];

        /// The sum of the similarities to all points, the point itself included.
        double similarities;
        /// Where the others push the point, each by the square of its similarity.
        double pushX;
        double pushY;
    }

    /// Adds up how all points push one away, by the similarity 1 / (1 + d²).
    void push(double x, double y, Walk walk) {
        walk.similarities = 0;
        walk.pushX = 0;
        walk.pushY = 0;
        int top = 0;
        walk.nodes[top] = 0;
        walk.sides[top++] = side;
        while (top > 0) {
            int node = walk.nodes[--top];
            double nodeSide = walk.sides[top];
            double dx = x - sumX[node] / count[node];
            double dy = y - sumY[node] / count[node];
            double squared = dx * dx + dy * dy;
            if (nodeSide * nodeSide <= NARROW * NARROW * squared || isLeaf(node)) {
                double similarity = 1 / (1 + squared);
                double all = count[node] * similarity;
                walk.similarities += all;
                walk.pushX += all * similarity * dx;
                walk.pushY += all * similarity * dy;
                continue;
            }
            for (int quarter = 3; quarter >= 0; quarter--) {
                int below = child[4 * node + quarter];
                if (below != 0) {
                    walk.nodes[top] = below;
                    walk.sides[top++] = nodeSide / 2;
                }
            }
        }
    }
}
