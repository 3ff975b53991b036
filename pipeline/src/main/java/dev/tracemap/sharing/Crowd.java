package dev.tracemap.sharing;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Those who stand behind something.
final class Crowd {
    private final Set<String> users = new HashSet<>();
    private final Set<String> tenants = new HashSet<>();
    private int items;

    static Crowd of(Collection<SharedItem> items) {
        Crowd crowd = new Crowd();
        items.forEach(crowd::add);
        return crowd;
    }

    void add(SharedItem item) {
        items++;
        users.addAll(item.users());
        tenants.addAll(item.tenants());
    }

    int items() {
        return items;
    }

    boolean enough(Thresholds least) {
        return items >= least.items() && users.size() >= least.users() && tenants.size() >= least.tenantsNeeded();
    }
}
