package dev.tracemap.cluster.density;

/// Finds the place where a range of rows, ordered by key and then by row, would be cut, without sorting it (Hoare
/// 1961).
record Halving(float[] keys, int[] rows) {

    /// Rearranges the places from `begin` to `end - 1` so that none before `middle` is greater than any after it.
    void at(int middle, int begin, int end) {
        int low = begin;
        int high = end - 1;
        while (low < high) {
            int split = parted(low, high);
            if (middle <= split) {
                high = split;
            } else {
                low = split + 1;
            }
        }
    }

    /// The last place of the lower part; both parts have at least one place.
    private int parted(int low, int high) {
        int pivot = median(low, (low + high) >>> 1, high);
        float key = keys[pivot];
        int row = rows[pivot];
        int i = low - 1;
        int j = high + 1;
        while (true) {
            do {
                i++;
            } while (before(keys[i], rows[i], key, row));
            do {
                j--;
            } while (before(key, row, keys[j], rows[j]));
            if (i >= j) {
                return Math.min(j, high - 1);
            }
            swap(i, j);
        }
    }

    private int median(int a, int b, int c) {
        if (before(keys[a], rows[a], keys[b], rows[b])) {
            return before(keys[b], rows[b], keys[c], rows[c]) ? b : before(keys[a], rows[a], keys[c], rows[c]) ? c : a;
        }
        return before(keys[a], rows[a], keys[c], rows[c]) ? a : before(keys[b], rows[b], keys[c], rows[c]) ? c : b;
    }

    private static boolean before(float keyA, int rowA, float keyB, int rowB) {
        return keyA < keyB || (keyA == keyB && rowA < rowB);
    }

    private void swap(int i, int j) {
        float key = keys[i];
        keys[i] = keys[j];
        keys[j] = key;
        int row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }
}
