package dev.tracemap.store;

/// What a [Deletion] removed, in rows.
///
/// @param traces that had captured events
/// @param events captured and derived ones
/// @param summaries of items, with their facets and measures
/// @param embeddings which text stood for which item
/// @param vectors that stood for no other item
/// @param memberships places of items in runs that stay
/// @param runs that had no other item
/// @param names of clusters that could be told from nothing but deleted items
public record Deleted(
        long traces,
        long events,
        long summaries,
        long embeddings,
        long vectors,
        long memberships,
        long runs,
        long names) {

    public static final Deleted NOTHING = new Deleted(0, 0, 0, 0, 0, 0, 0, 0);

    public boolean any() {
        return !equals(NOTHING);
    }
}
