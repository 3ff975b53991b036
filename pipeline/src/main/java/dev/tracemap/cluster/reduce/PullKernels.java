package dev.tracemap.cluster.reduce;

/// What a point's neighbours in the graph do to it: one row of a block of floats against some others. Rows are given by
/// where they begin. One object serves one thread.
sealed interface PullKernels permits NarrowRows, WideRows {
    /// Columns up to which rows are narrow.
    int NARROW = 32;

    static PullKernels of(int dimensions) {
        return dimensions <= NARROW ? new NarrowRows() : new WideRows();
    }

    /// The length of rows that these kernels take.
    static int padded(int dimensions) {
        int grain = dimensions <= NARROW ? NarrowRows.GRAIN : WideRows.GRAIN;
        return (dimensions + grain - 1) / grain * grain;
    }

    /// Squared distances of a row to `others[begin]` to `others[end - 1]`, into the same places of `out`.
    void squared(float[] rows, int own, int[] others, int begin, int end, int length, float[] out);

    /// `sum[c] = factors[begin] rows[others[begin] + c] + …` for the whole row, one term after the other.
    void gather(float[] rows, int[] others, float[] factors, int begin, int end, int length, float[] sum);
}
