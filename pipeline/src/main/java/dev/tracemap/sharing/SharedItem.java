package dev.tracemap.sharing;

import dev.tracemap.metrics.ItemMeasures;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An item of a run with those who stand behind it.
///
/// @param cluster -1 for none
/// @param words of its summary
/// @param tools its sequence of tool calls, joined by ` > `; empty for none
/// @param measures absent where nothing is known any more
record SharedItem(
        int cluster,
        Set<String> users,
        Set<String> tenants,
        Set<String> words,
        String tools,
        @Nullable ItemMeasures measures) {
    SharedItem {
        users = Set.copyOf(users);
        tenants = Set.copyOf(tenants);
        words = Set.copyOf(words);
    }
}
