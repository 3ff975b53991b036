package dev.tracemap.cluster.reduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Matrix;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PcaTest {
    @Test
    void findsTheDirectionsThatTheDataWasStretchedAlong() {
        SplittableRandom random = new SplittableRandom(1);
        int n = 700;
        float[] values = new float[n * 30];
        for (int i = 0; i < values.length; i++) {
            int column = i % 30;
            double stretch = column == 7 ? 9 : column == 3 ? 5 : 0.5;
            values[i] = (float) (100 + stretch * (random.nextDouble() - 0.5));
        }
        Matrix points = new Matrix(n, 30, values);
        Matrix places = Pca.fit(points, 2, 42, 2);
        for (int i = 0; i < n; i++) {
            assertEquals(points.at(i, 7) - 100, places.at(i, 0), 0.6);
            assertEquals(points.at(i, 3) - 100, places.at(i, 1), 0.6);
        }
    }

    @Test
    void columnsWithoutVarianceAreZero() {
        float[] values = new float[40];
        for (int i = 0; i < 20; i++) {
            values[2 * i] = i;
            values[2 * i + 1] = 3;
        }
        Matrix places = Pca.fit(new Matrix(20, 2, values), 5, 42, 1);
        assertEquals(5, places.columns());
        for (int i = 0; i < 20; i++) {
            assertEquals(i - 9.5, places.at(i, 0), 1e-4);
            for (int c = 1; c < 5; c++) {
                assertEquals(0, places.at(i, c), 1e-4);
            }
        }
    }

    @Test
    void oneOrNoRowIsNoError() {
        assertEquals(0, Pca.fit(new Matrix(0, 8, new float[0]), 2, 42, 1).rows());
        Matrix one = Pca.fit(new Matrix(1, 8, new float[] {1, 2, 3, 4, 5, 6, 7, 8}), 2, 42, 1);
        assertTrue(Math.abs(one.at(0, 0)) < 1e-5 && Math.abs(one.at(0, 1)) < 1e-5);
    }
}
