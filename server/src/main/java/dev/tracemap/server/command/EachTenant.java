package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.sharing.Thresholds;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A run over the items of each tenant alone, for that tenant's own people: what is too rare to be shown to all may be
/// frequent within one. Only for tenants with enough items and users of their own.
final class EachTenant {
    private final Workspace workspace;
    private final Thresholds least;

    private EachTenant(Workspace workspace, Thresholds least) {
        this.workspace = workspace;
        this.least = least;
    }

    /// @param inputs of every run; each gets a filter on its tenant beside them
    /// @return the runs, by tenant
    static Map<String, RunRecord> run(Workspace workspace, RunInputs inputs, Console console)
            throws CommandFailed, InterruptedException {
        Thresholds least = workspace
                .thresholds()
                .orElseThrow(
                        () -> new CommandFailed(
                                "--each-tenant needs thresholds in tracemap.yaml, which say what a tenant is; docs/sharing.md"));
        EachTenant each = new EachTenant(workspace, least);
        RunRecord all = Runner.run(workspace, inputs, null, console);
        Map<String, RunRecord> runs = new TreeMap<>();
        for (String tenant : each.tenants(all)) {
            ObjectNode own = inputs.toJson();
            own.withArray("filters")
                    .addObject()
                    .put("property", least.tenant())
                    .put("operator", "exact")
                    .put("value", tenant);
            runs.put(tenant, Runner.run(workspace, RunInputs.parse(own), null, console));
        }
        return runs;
    }

    private List<String> tenants(RunRecord run) {
        Map<String, Set<String>> items = new TreeMap<>();
        Map<String, Set<String>> users = new TreeMap<>();
        for (Store.Origin origin : workspace.store().origins(run, least.user(), least.tenant())) {
            String tenant = origin.tenant();
            String user = origin.user();
            if (tenant != null && !tenant.isBlank()) {
                items.computeIfAbsent(tenant, _ -> new HashSet<>()).add(origin.key());
                if (user != null && !user.isBlank()) {
                    users.computeIfAbsent(tenant, _ -> new HashSet<>()).add(user);
                }
            }
        }
        List<String> enough = new ArrayList<>();
        items.forEach((tenant, own) -> {
            if (own.size() >= least.items()
                    && users.getOrDefault(tenant, Set.of()).size() >= least.users()) {
                enough.add(tenant);
            }
        });
        return enough;
    }
}
