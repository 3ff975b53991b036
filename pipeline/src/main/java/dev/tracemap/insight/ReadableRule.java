package dev.tracemap.insight;

import java.util.List;
import java.util.stream.Collectors;

/// A rule that a person can read and check: all conditions hold.
///
/// @param conditions at least one
public record ReadableRule(List<Condition> conditions) {
    public ReadableRule {
        conditions = List.copyOf(conditions);
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("a readable rule needs a condition");
        }
    }

    public boolean holds(ItemFacts item) {
        return conditions.stream().allMatch(condition -> condition.holds(item));
    }

    /// For people: the conditions, joined by `and`.
    public String text() {
        return conditions.stream().map(Condition::text).collect(Collectors.joining(" and "));
    }
}
