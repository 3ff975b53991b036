package dev.tracemap.sharing;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How many must stand behind whatever is shown.
///
/// @param items at least so many
/// @param users distinct values of `user` among them
/// @param tenants distinct values of `tenant` among them
/// @param user property of events that says whose they are, such as `distinct_id`
/// @param tenant property that says which customer they belong to, such as `$groups.company`; a dot goes one level
///     down
/// @param within the one tenant whose own people look: runs over its items alone are shown, whatever `tenants` says,
///     and no others; absent = people of no tenant in particular
public record Thresholds(
        int items,
        int users,
        int tenants,
        String user,
        String tenant,
        @Nullable String within) {
    public static final Thresholds DEFAULT = new Thresholds(5, 3, 3, "distinct_id", "$groups.company");

    /// For people of no tenant in particular.
    public Thresholds(int items, int users, int tenants, String user, String tenant) {
        this(items, users, tenants, user, tenant, null);
    }

    public Thresholds {
        if (items < 1 || users < 1 || tenants < 1) {
            throw new IllegalArgumentException("thresholds: items, users and tenants take numbers from 1");
        }
        if (user.isBlank() || tenant.isBlank()) {
            throw new IllegalArgumentException("thresholds: user and tenant take the name of a property");
        }
    }

    /// How many tenants must stand behind what is shown to these people.
    int tenantsNeeded() {
        return within == null ? tenants : 1;
    }

    /// Whether these people may see a run in which these tenants have items.
    boolean admits(Set<Set<String>> tenantsOfItems) {
        return within == null || tenantsOfItems.equals(Set.of(Set.of(within)));
    }

    /// A count as it is shown: rounded down to a multiple of `items`, so that two answers differ by that much or not
    /// at all.
    int shown(int count) {
        return count / items * items;
    }
}
