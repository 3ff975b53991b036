package dev.tracemap.run;

import dev.tracemap.store.ItemFigures;
import java.util.List;

/// Something rare in a run: a small group that is like no cluster, items far out in a figure, or one item by
/// itself.
///
/// @param kind which of the three
/// @param reason why it is here, in words; may quote titles of clusters
/// @param items the most telling one first
/// @param clusterId its cluster, or the nearest one; -1 where there is none
/// @param isolation 0 to 1: how far from what is usual
/// @param severity 1 to 5: mean concern of the items, at least 2 for a figure far out
/// @param score isolation by severity, by one and the binary logarithm of the size for a group
public record RareRow(
        Kind kind,
        String reason,
        List<ItemFigures> items,
        int clusterId,
        double isolation,
        double severity,
        double score) {
    public RareRow {
        items = List.copyOf(items);
    }

    public enum Kind {
        GROUP,
        TAIL,
        ALONE
    }
}
