package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;

/// Finds the nearest rows of each row by cosine distance.
public final class Neighbours {
    private Neighbours() {}

    /// The `k` nearest other rows of each row, or all others where there are fewer. Equal rows are neighbours at
    /// distance 0; a zero row has distance 1 to everything.
    ///
    /// @param unitRows rows of length 1 (or zero rows)
    /// @param seed for the approximate methods
    public static NeighbourGraph of(Matrix unitRows, int k, long seed, int threads, Progress progress) {
        int kept = Math.max(0, Math.min(k, unitRows.rows() - 1));
        int[] indices = new int[unitRows.rows() * kept];
        float[] distances = new float[unitRows.rows() * kept];
        try (Workers workers = new Workers(threads)) {
            workers.each(
                    unitRows.rows(),
                    row -> scan(unitRows, row, kept, indices, distances),
                    done -> progress.at("neighbours", done));
        }
        return new NeighbourGraph(unitRows.rows(), kept, indices, distances, 1, "exact");
    }

    private static void scan(Matrix rows, int row, int k, int[] indices, float[] distances) {
        int base = row * k;
        int held = 0;
        for (int other = 0; other < rows.rows(); other++) {
            if (other == row) {
                continue;
            }
            float distance = Math.max(0, 1 - dot(rows, row, other));
            if (held == k && (k == 0 || distance >= distances[base + k - 1])) {
                continue;
            }
            int at = held < k ? held++ : k - 1;
            while (at > 0 && distances[base + at - 1] > distance) {
                distances[base + at] = distances[base + at - 1];
                indices[base + at] = indices[base + at - 1];
                at--;
            }
            distances[base + at] = distance;
            indices[base + at] = other;
        }
    }

    private static float dot(Matrix rows, int row, int other) {
        float[] values = rows.values();
        int a = rows.offset(row);
        int b = rows.offset(other);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int d = rows.columns();
        int i = 0;
        for (; i + 3 < d; i += 4) {
            s0 += values[a + i] * values[b + i];
            s1 += values[a + i + 1] * values[b + i + 1];
            s2 += values[a + i + 2] * values[b + i + 2];
            s3 += values[a + i + 3] * values[b + i + 3];
        }
        for (; i < d; i++) {
            s0 += values[a + i] * values[b + i];
        }
        return s0 + s1 + s2 + s3;
    }
}
