package dev.tracemap.tools;

import dev.tracemap.run.Imports;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.Runs;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// All tools, resources and prompts, in the order clients list them.
public final class Catalogue {
    private final List<Tool> tools;
    private final List<Tool> curation;
    private final Resources resources;
    private final Prompts prompts;
    private final Completions completions;

    /// Everything may be seen and done.
    ///
    /// @param team whose data is asked for
    /// @param store the team's own
    public Catalogue(long team, Store store, Runs runs, Jobs jobs, Imports imports, InstantSource clock, Pages pages) {
        this(team, store, false, runs, jobs, imports, clock, pages);
    }

    /// @param shared whether the store shows only what may be shared: then only tools answer that look at clusters
    public Catalogue(
            long team,
            Store store,
            boolean shared,
            Runs runs,
            Jobs jobs,
            Imports imports,
            InstantSource clock,
            Pages pages) {
        Desk desk = new Desk(team, store, runs, jobs, imports, clock, pages);
        List<Tool> all = List.of(
                GetClusters.tool(desk),
                GetCluster.tool(desk),
                GetClusterMetrics.tool(desk),
                ShowClusterMap.tool(desk),
                RunClustering.tool(desk),
                GetRun.tool(desk),
                CancelRun.tool(desk),
                ListRuns.tool(desk),
                CompareRuns.tool(desk),
                ListJobs.tool(desk),
                SaveJob.tool(desk),
                DeleteJob.tool(desk),
                SearchTraces.tool(desk),
                GetTrace.tool(desk),
                QuerySql.tool(desk),
                ImportTraces.tool(desk),
                GetLabelingWork.tool(desk),
                SetClusterLabels.tool(desk));
        tools = shared ? all.stream().map(SharedMap::door).toList() : all;
        List<Tool> keeping = List.of(
                EditTaxonomy.tool(desk), ExportEvals.tool(desk), SaveMonitor.tool(desk), ListMonitors.tool(desk));
        curation = shared ? keeping.stream().map(SharedMap::door).toList() : keeping;
        resources = new Resources(desk, shared ? SharedMap::door : UnaryOperator.identity());
        prompts = new Prompts(desk, shared);
        completions = new Completions(desk);
    }

    public List<Tool> tools() {
        return tools;
    }

    /// Tools for those who keep the clusters in order and act on them: listed only where somebody asks for them.
    public List<Tool> curation() {
        return curation;
    }

    public Optional<Tool> find(String name) {
        return Stream.concat(tools.stream(), curation.stream())
                .filter(tool -> tool.name().equals(name))
                .findFirst();
    }

    public Resources resources() {
        return resources;
    }

    public Prompts prompts() {
        return prompts;
    }

    public Completions completions() {
        return completions;
    }
}
