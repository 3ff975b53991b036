package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import java.util.Arrays;

/// A picture by t-distributed stochastic neighbour embedding (van der Maaten 2014: sparse neighbours, distant points by
/// a [QuadTree]), started from the principal components (Kobak, Berens 2019).
///
/// Each point moves by itself, from the places of the round before, so the number of threads does not show.
public final class Tsne {
    private static final int ROUNDS = 750;
    private static final int EARLY = 250;
    private static final double EXAGGERATION = 12;
    private static final double EARLY_MOMENTUM = 0.5;
    private static final double MOMENTUM = 0.8;
    private static final double START = 1e-4;
    private static final double SLOWEST = 0.01;
    private static final int CHUNK = 256;

    private final NeighbourGraph graph;
    private final float[] strengths;
    private final int[] reverseStart;
    private final int[] reverse;
    private final Workers workers;
    private final double[] x;
    private final double[] y;
    private final double[] similarities;
    private final double[] moveX;
    private final double[] moveY;
    private final double[] gainX;
    private final double[] gainY;

    private Tsne(Matrix start, NeighbourGraph graph, Workers workers) {
        int n = graph.rows();
        this.graph = graph;
        this.workers = workers;
        this.strengths = strengths(graph, workers);
        this.reverseStart = new int[n + 1];
        this.reverse = new int[graph.indices().length];
        turn();
        this.x = column(start, 0);
        this.y = column(start, 1);
        this.similarities = new double[n];
        this.moveX = new double[n];
        this.moveY = new double[n];
        this.gainX = new double[n];
        this.gainY = new double[n];
        Arrays.fill(gainX, 1);
        Arrays.fill(gainY, 1);
    }

    /// Lays the rows out in two dimensions. Progress is told as stage `reduce`.
    ///
    /// @param points what the graph was made from, at length 1
    /// @param graph its neighbours by cosine distance; the perplexity is a third of their number
    public static Matrix fit(Matrix points, NeighbourGraph graph, long seed, int threads, Progress progress) {
        try (Workers workers = new Workers(threads)) {
            Tsne tsne = new Tsne(Pca.fit(points, 2, seed, workers), graph, workers);
            for (int round = 0; round < ROUNDS && graph.k() > 0; round++) {
                tsne.move(round);
                progress.at("reduce", (round + 1.0) / ROUNDS);
            }
            float[] places = new float[2 * graph.rows()];
            for (int row = 0; row < graph.rows(); row++) {
                places[2 * row] = (float) tsne.x[row];
                places[2 * row + 1] = (float) tsne.y[row];
            }
            return new Matrix(graph.rows(), 2, places);
        }
    }

    /// How much each neighbour belongs to its row: a normal distribution whose width gives the wanted perplexity; the
    /// strengths of a row sum to 1.
    private static float[] strengths(NeighbourGraph graph, Workers workers) {
        float[] strengths = new float[graph.indices().length];
        double wanted = StrictMath.log(Math.max(2, graph.k() / 3.0));
        workers.each((graph.rows() + CHUNK - 1) / CHUNK, chunk -> {
            double[] row = new double[graph.k()];
            for (int i = chunk * CHUNK; i < Math.min(graph.rows(), (chunk + 1) * CHUNK); i++) {
                spread(graph, i, wanted, row);
                for (int rank = 0; rank < graph.k(); rank++) {
                    strengths[i * graph.k() + rank] = (float) row[rank];
                }
            }
        });
        return strengths;
    }

    private static void spread(NeighbourGraph graph, int row, double wanted, double[] out) {
        double sharpness = 1;
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        for (int step = 0; step < 60; step++) {
            double sum = 0;
            double mean = 0;
            for (int rank = 0; rank < out.length; rank++) {
                double beyond = graph.distance(row, rank) - graph.distance(row, 0);
                out[rank] = StrictMath.exp(-sharpness * beyond);
                sum += out[rank];
                mean += out[rank] * beyond;
            }
            for (int rank = 0; rank < out.length; rank++) {
                out[rank] /= sum;
            }
            double entropy = StrictMath.log(sum) + sharpness * mean / sum;
            if (Math.abs(entropy - wanted) < 1e-5) {
                return;
            }
            if (entropy > wanted) {
                low = sharpness;
                sharpness = high == Double.POSITIVE_INFINITY ? 2 * sharpness : (low + high) / 2;
            } else {
                high = sharpness;
                sharpness = (low + high) / 2;
            }
        }
    }

    /// Lists the edges by their far ends.
    private void turn() {
        for (int neighbour : graph.indices()) {
            reverseStart[neighbour + 1]++;
        }
        for (int row = 0; row < graph.rows(); row++) {
            reverseStart[row + 1] += reverseStart[row];
        }
        int[] next = reverseStart.clone();
        for (int edge = 0; edge < reverse.length; edge++) {
            reverse[next[graph.indices()[edge]]++] = edge;
        }
    }

    private static double[] column(Matrix start, int column) {
        double square = 0;
        for (int row = 0; row < start.rows(); row++) {
            square += (double) start.at(row, 0) * start.at(row, 0);
        }
        double scale = square == 0 ? 0 : START / Math.sqrt(square / start.rows());
        double[] places = new double[start.rows()];
        for (int row = 0; row < places.length; row++) {
            // Points at the very same place would never come apart.
            places[row] = scale * start.at(row, column) + START * 1e-2 * (Mix.unit(Mix.of(column, row)) - 0.5);
        }
        return places;
    }

    private void move(int round) {
        int n = x.length;
        int chunks = (n + CHUNK - 1) / CHUNK;
        QuadTree tree = new QuadTree(x, y);
        double[] pushX = new double[n];
        double[] pushY = new double[n];
        workers.each(chunks, chunk -> {
            QuadTree.Walk walk = new QuadTree.Walk();
            for (int row = chunk * CHUNK; row < Math.min(n, (chunk + 1) * CHUNK); row++) {
                tree.push(x[row], y[row], walk);
                similarities[row] = walk.similarities - 1;
                pushX[row] = walk.pushX;
                pushY[row] = walk.pushY;
            }
        });
        double all = Math.max(Arrays.stream(similarities).sum(), Double.MIN_NORMAL);
        double pull = (round < EARLY ? EXAGGERATION : 1) / (2.0 * n);
        double rate = Math.max(n / EXAGGERATION, 50);
        double momentum = round < EARLY ? EARLY_MOMENTUM : MOMENTUM;
        double[] slopeX = new double[n];
        double[] slopeY = new double[n];
        workers.each(chunks, chunk -> {
            for (int row = chunk * CHUNK; row < Math.min(n, (chunk + 1) * CHUNK); row++) {
                pull(row, slopeX, slopeY);
                slopeX[row] = 4 * (pull * slopeX[row] - pushX[row] / all);
                slopeY[row] = 4 * (pull * slopeY[row] - pushY[row] / all);
            }
        });
        for (int row = 0; row < n; row++) {
            gainX[row] = gain(gainX[row], slopeX[row], moveX[row]);
            gainY[row] = gain(gainY[row], slopeY[row], moveY[row]);
            moveX[row] = momentum * moveX[row] - rate * gainX[row] * slopeX[row];
            moveY[row] = momentum * moveY[row] - rate * gainY[row] * slopeY[row];
            x[row] += moveX[row];
            y[row] += moveY[row];
        }
    }

    private void pull(int row, double[] slopeX, double[] slopeY) {
        for (int rank = 0; rank < graph.k(); rank++) {
            pull(row, graph.neighbour(row, rank), strengths[row * graph.k() + rank], slopeX, slopeY);
        }
        for (int at = reverseStart[row]; at < reverseStart[row + 1]; at++) {
            pull(row, reverse[at] / graph.k(), strengths[reverse[at]], slopeX, slopeY);
        }
    }

    private void pull(int row, int other, double strength, double[] slopeX, double[] slopeY) {
        double dx = x[row] - x[other];
        double dy = y[row] - y[other];
        double weight = strength / (1 + dx * dx + dy * dy);
        slopeX[row] += weight * dx;
        slopeY[row] += weight * dy;
    }

    /// Larger steps where the direction stays, smaller ones where it turns (Jacobs 1988).
    private static double gain(double gain, double slope, double move) {
        return Math.max(SLOWEST, (slope > 0) == (move > 0) ? gain * 0.8 : gain + 0.2);
    }
}
