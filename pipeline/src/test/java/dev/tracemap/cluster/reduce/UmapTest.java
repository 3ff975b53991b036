package dev.tracemap.cluster.reduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Topics;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.neighbour.Neighbours;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class UmapTest {
    @Test
    void curveIsThatOfTheReference() {
        Curve packed = Curve.fitted(0);
        assertEquals(1.9328, packed.a(), 1e-3);
        assertEquals(0.7905, packed.b(), 1e-3);
        Curve picture = Curve.fitted(0.1);
        assertEquals(1.5769, picture.a(), 1e-3);
        assertEquals(0.8951, picture.b(), 1e-3);
    }

    @Test
    void keepsTopicsTogether() {
        Topics topics = Topics.of(600, 64, 6, 0.6, 1);
        NeighbourGraph graph = Neighbours.of(topics.rows(), 15, 1, 2, Progress.SILENT);
        for (int dimensions : new int[] {2, 20}) {
            Matrix layout = Umap.fit(topics.rows(), graph, new UmapParams(dimensions, 0, 15, 42, 2), Progress.SILENT);
            assertTrue(purity(layout, topics.labels()) > 0.99, dimensions + " dimensions");
        }
    }

    @Test
    void newPointsLandAmongTheirKind() {
        Topics topics = Topics.of(600, 64, 6, 0.6, 1);
        Matrix known = part(topics.rows(), 0, 500);
        NeighbourGraph graph = Neighbours.of(known, 15, 1, 2, Progress.SILENT);
        Umap.Model model = Umap.model(known, graph, new UmapParams(2, 0.1f, 15, 42, 2), Progress.SILENT);
        Matrix placed = model.transform(part(topics.rows(), 500, 600), Progress.SILENT);
        float[] together = new float[1200];
        System.arraycopy(model.layout().values(), 0, together, 0, 1000);
        System.arraycopy(placed.values(), 0, together, 1000, 200);
        assertTrue(purity(new Matrix(600, 2, together), topics.labels()) > 0.99);
    }

    private static Matrix part(Matrix rows, int from, int to) {
        return new Matrix(
                to - from, rows.columns(), Arrays.copyOfRange(rows.values(), rows.offset(from), rows.offset(to)));
    }

    @Test
    void rowsWithoutNeighboursAreLaidOutSomewhere() {
        for (int n : new int[] {0, 1, 2, 5}) {
            Matrix points = Topics.of(n, 8, 2, 0.5, 1).rows();
            NeighbourGraph graph = Neighbours.of(points, 15, 1, 1, Progress.SILENT);
            for (int dimensions : new int[] {1, 2, 10}) {
                Matrix layout = Umap.fit(points, graph, new UmapParams(dimensions, 0, 15, 42, 1), Progress.SILENT);
                assertEquals(n, layout.rows());
                assertFinite(layout);
            }
        }
    }

    @Test
    void equalRowsAreNoError() {
        float[] values = new float[200 * 3];
        for (int i = 0; i < 200; i++) {
            values[3 * i] = 1;
        }
        Matrix points = new Matrix(200, 3, values);
        NeighbourGraph graph = Neighbours.of(points, 15, 1, 2, Progress.SILENT);
        assertFinite(Umap.fit(points, graph, new UmapParams(2, 0.1f, 15, 42, 2), Progress.SILENT));
        assertFinite(Umap.fit(points, graph, new UmapParams(100, 0, 15, 42, 2), Progress.SILENT));
    }

    private static void assertFinite(Matrix layout) {
        for (float value : layout.values()) {
            assertTrue(Float.isFinite(value));
        }
    }

    /// Share of rows whose nearest other row in the layout has the same label.
    private static double purity(Matrix layout, int[] labels) {
        int same = 0;
        for (int i = 0; i < layout.rows(); i++) {
            double best = Double.MAX_VALUE;
            int nearest = -1;
            for (int j = 0; j < layout.rows(); j++) {
                double sum = 0;
                for (int c = 0; c < layout.columns(); c++) {
                    double difference = layout.at(i, c) - layout.at(j, c);
                    sum += difference * difference;
                }
                if (j != i && sum < best) {
                    best = sum;
                    nearest = j;
                }
            }
            same += labels[nearest] == labels[i] ? 1 : 0;
        }
        return (double) same / layout.rows();
    }
}
