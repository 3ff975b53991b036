package dev.tracemap.store;

import java.util.List;

/// How an engine writes the parts of a filter. Operands are texts, or null where the event has none.
interface FilterSql {
    /// Of a group of events: whether the condition holds for one that was captured.
    Sql anyEvent(Sql condition);

    /// Of a group of events: what its model calls cost together.
    String itemCost();

    /// Of a group of events: seconds, as the list of found traces shows them.
    String itemLatency();

    /// What a JSON column has under this very name, else what lies at this dotted path.
    Sql property(String column, String name);

    /// Rows of `item_digests` for the items' present form; of one level.
    Sql read(long teamId, String level);

    /// A number or flag as text.
    Sql text(String column);

    Sql oneOf(Sql operand, List<String> values);

    /// Of an event: whether its trace was read as one for which the condition on `item_digests` holds.
    Sql inTraceOf(Sql condition);

    /// Of a row of `item_digests`: whether one of these kinds was found.
    Sql anyFinding(List<String> kinds);

    /// Case ignored.
    Sql contains(Sql operand, String part);

    /// RE2 syntax, anywhere in the operand.
    Sql matches(Sql operand, String regex);

    /// A value within a JSON column of `item_digests` as text.
    ///
    /// @param path names, and places in lists counted from 0
    Sql inJson(String column, Object... path);

    /// Of a row of `item_digests`: whether this list among its facets has one of the values.
    Sql listHas(String facet, List<String> values);

    /// The statement as text, with the values written into it.
    String inlined(Sql sql);

    /// The operand as a number, or null.
    Sql number(Sql operand);
}
