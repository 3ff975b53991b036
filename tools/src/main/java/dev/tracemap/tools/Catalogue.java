package dev.tracemap.tools;

import dev.tracemap.run.Imports;
import dev.tracemap.run.Runs;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// All tools, in the order clients list them.
public final class Catalogue {
    private final List<Tool> tools;

    public Catalogue(Store store, Runs runs, Imports imports, InstantSource clock) {
        Desk desk = new Desk(store, runs, imports, clock);
        tools = List.of(
                GetClusters.tool(desk),
                GetCluster.tool(desk),
                GetClusterMetrics.tool(desk),
                RunClustering.tool(desk),
                GetRun.tool(desk),
                ListRuns.tool(desk),
                ListJobs.tool(desk),
                SearchTraces.tool(desk),
                GetTrace.tool(desk),
                QuerySql.tool(desk),
                ImportTraces.tool(desk));
    }

    public List<Tool> tools() {
        return tools;
    }

    public Optional<Tool> find(String name) {
        return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
    }
}
