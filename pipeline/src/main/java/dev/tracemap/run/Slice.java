package dev.tracemap.run;

import java.util.ArrayList;
import java.util.List;

/// Some of the items that a run has sampled, next to each other.
///
/// @param from the first, from 0
/// @param to the first that is none of them
public record Slice(int number, int from, int to) {
    /// What one worker does at a time: little enough that its loss costs little.
    private static final int SMALLEST = 256;

    private static final int MOST = 64;

    /// All items in slices; none where one place may as well do them all.
    static List<Slice> of(int items) {
        int size = Math.max(SMALLEST, (items + MOST - 1) / MOST);
        List<Slice> slices = new ArrayList<>();
        for (int from = 0; from < items && items > size; from += size) {
            slices.add(new Slice(slices.size(), from, Math.min(items, from + size)));
        }
        return slices;
    }
}
