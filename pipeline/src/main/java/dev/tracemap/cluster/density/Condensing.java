package dev.tracemap.cluster.density;

import java.util.Arrays;

/// Walks a dendrogram from the top and condenses it.
final class Condensing {
    private final Dendrogram dendrogram;
    private final int minClusterSize;
    private final double shortest;
    private final int[] parent;
    private final double[] birth;
    private final double[] death;
    private final int[] size;
    private final int[] pointCluster;
    private final double[] pointLambda;
    private int clusters;

    Condensing(Dendrogram dendrogram, int minClusterSize) {
        if (minClusterSize < 2) {
            throw new IllegalArgumentException("min_cluster_size cannot be " + minClusterSize);
        }
        this.dendrogram = dendrogram;
        this.minClusterSize = minClusterSize;
        this.shortest = shortest(dendrogram.height());
        int n = dendrogram.points();
        int most = 2 * (n / minClusterSize) + 1;
        this.parent = new int[most];
        this.birth = new double[most];
        this.death = new double[most];
        this.size = new int[most];
        this.pointCluster = new int[n];
        this.pointLambda = new double[n];
    }

    /// Equal points have distance 0 and would have infinite density; they count as if at the smallest distance that
    /// occurs, which keeps every sum finite and changes nothing where all points differ.
    private static double shortest(double[] ascending) {
        for (double height : ascending) {
            if (height > 0) {
                return height;
            }
        }
        return 1;
    }

    CondensedTree run() {
        int n = dendrogram.points();
        clusters = 1;
        parent[0] = -1;
        size[0] = n;
        int[] clusterOf = new int[n + dendrogram.left().length];
        Arrays.fill(clusterOf, -1);
        if (n > 0) {
            clusterOf[dendrogram.top()] = 0;
        }
        for (int merge = dendrogram.left().length - 1; merge >= 0; merge--) {
            if (clusterOf[n + merge] >= 0) {
                split(merge, clusterOf);
            }
        }
        return new CondensedTree(
                minClusterSize,
                Arrays.copyOf(parent, clusters),
                Arrays.copyOf(birth, clusters),
                Arrays.copyOf(death, clusters),
                Arrays.copyOf(size, clusters),
                stability(),
                pointCluster,
                pointLambda);
    }

    private void split(int merge, int[] clusterOf) {
        int cluster = clusterOf[dendrogram.points() + merge];
        int left = dendrogram.left()[merge];
        int right = dendrogram.right()[merge];
        boolean bigLeft = dendrogram.size()[left] >= minClusterSize;
        boolean bigRight = dendrogram.size()[right] >= minClusterSize;
        double lambda = 1 / Math.max(dendrogram.height()[merge], shortest);
        death[cluster] = Math.max(death[cluster], lambda);
        if (bigLeft && bigRight) {
            clusterOf[left] = open(cluster, lambda, left);
            clusterOf[right] = open(cluster, lambda, right);
            return;
        }
        passOn(left, bigLeft, cluster, lambda, clusterOf);
        passOn(right, bigRight, cluster, lambda, clusterOf);
    }

    private int open(int above, double lambda, int node) {
        parent[clusters] = above;
        birth[clusters] = lambda;
        size[clusters] = dendrogram.size()[node];
        return clusters++;
    }

    private void passOn(int node, boolean big, int cluster, double lambda, int[] clusterOf) {
        if (big) {
            clusterOf[node] = cluster;
            return;
        }
        int start = dendrogram.start()[node];
        for (int i = start; i < start + dendrogram.size()[node]; i++) {
            pointCluster[dendrogram.order()[i]] = cluster;
            pointLambda[dendrogram.order()[i]] = lambda;
        }
    }

    private double[] stability() {
        double[] stability = new double[clusters];
        for (int point = 0; point < pointCluster.length; point++) {
            int cluster = pointCluster[point];
            stability[cluster] += pointLambda[point] - birth[cluster];
        }
        for (int cluster = 1; cluster < clusters; cluster++) {
            int above = parent[cluster];
            stability[above] += size[cluster] * (birth[cluster] - birth[above]);
        }
        return stability;
    }
}
