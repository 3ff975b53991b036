package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.store.ItemDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// Items with their vectors, and who made them.
///
/// @param matrix a row an item
/// @param rendering which text of the items was embedded
/// @param seen what the model sees of a text
record Embedded(List<ItemDigest> of, Matrix matrix, Embedder by, String rendering, UnaryOperator<String> seen) {
    Embedded {
        of = List.copyOf(of);
    }

    /// Only these items.
    Embedded picked(int[] rows) {
        return new Embedded(Arrays.stream(rows).mapToObj(of::get).toList(), matrix.picked(rows), by, rendering, seen);
    }

    /// These items and then those, of the same space.
    Embedded and(Embedded more) {
        List<ItemDigest> both = new ArrayList<>(of);
        both.addAll(more.of);
        float[] values = Arrays.copyOf(matrix.values(), matrix.values().length + more.matrix.values().length);
        System.arraycopy(more.matrix.values(), 0, values, matrix.values().length, more.matrix.values().length);
        return new Embedded(both, new Matrix(both.size(), matrix.columns(), values), by, rendering, seen);
    }

    /// Vectors as the rows of a matrix.
    static Matrix matrix(List<float[]> vectors) {
        int columns = vectors.getFirst().length;
        float[] values = new float[vectors.size() * columns];
        for (int row = 0; row < vectors.size(); row++) {
            System.arraycopy(vectors.get(row), 0, values, row * columns, columns);
        }
        return new Matrix(vectors.size(), columns, values);
    }
}
