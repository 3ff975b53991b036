package dev.tracemap.sharing;

/// How many must stand behind whatever is shown.
///
/// @param items at least so many
/// @param users distinct values of `user` among them
/// @param tenants distinct values of `tenant` among them
/// @param user property of events that says whose they are, such as `distinct_id`
/// @param tenant property that says which customer they belong to, such as `$groups.company`; a dot goes one level
///     down
public record Thresholds(int items, int users, int tenants, String user, String tenant) {
    public static final Thresholds DEFAULT = new Thresholds(5, 3, 3, "distinct_id", "$groups.company");

    public Thresholds {
        if (items < 1 || users < 1 || tenants < 1) {
            throw new IllegalArgumentException("thresholds: items, users and tenants take numbers from 1");
        }
        if (user.isBlank() || tenant.isBlank()) {
            throw new IllegalArgumentException("thresholds: user and tenant take the name of a property");
        }
    }

    /// A count as it is shown: rounded down to a multiple of `items`, so that two answers differ by that much or not
    /// at all.
    int shown(int count) {
        return count / items * items;
    }
}
