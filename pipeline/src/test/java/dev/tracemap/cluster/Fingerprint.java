package dev.tracemap.cluster;

import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.neighbour.Neighbours;
import dev.tracemap.cluster.reduce.Pca;
import dev.tracemap.cluster.reduce.Umap;
import dev.tracemap.cluster.reduce.UmapParams;
import java.util.Arrays;

/// Prints a checksum of all that neighbours, reduction and layout compute on a small set; a program of its own, so that
/// a test can run it under other settings of the virtual machine.
public final class Fingerprint {
    private Fingerprint() {}

    public static void main(String[] args) {
        System.out.println(of(Integer.parseInt(args[0])));
    }

    static String of(int threads) {
        Matrix rows = Topics.of(400, 41, 6, 0.7, 7).rows();
        NeighbourGraph graph = Neighbours.of(rows, 15, 42, threads, Progress.SILENT);
        Matrix space = Umap.fit(rows, graph, new UmapParams(20, 0, 15, 42, threads), Progress.SILENT);
        Matrix wide = Umap.fit(rows, graph, new UmapParams(40, 0, 15, 42, threads), Progress.SILENT);
        Matrix plane = Umap.fit(space, graph, new UmapParams(2, 0.1f, 15, 42, threads), Progress.SILENT);
        Matrix components = Pca.fit(rows, 5, 42, threads);
        return Arrays.hashCode(graph.indices()) + " " + Arrays.hashCode(graph.distances()) + " "
                + Arrays.hashCode(space.values()) + " " + Arrays.hashCode(wide.values()) + " "
                + Arrays.hashCode(plane.values()) + " " + Arrays.hashCode(components.values());
    }
}
