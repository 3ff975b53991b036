package dev.tracemap.tools;

import java.util.Set;

/// Which tools answer where a map is shared. A tool that is not named here says why it does not.
final class SharedMap {
    private static final Set<String> OPEN =
            Set.of("get_clusters", "get_cluster", "get_cluster_metrics", "show_cluster_map", "get_run", "list_runs");

    private SharedMap() {}

    static Tool door(Tool tool) {
        return OPEN.contains(tool.name())
                ? tool
                : new Tool(
                        tool.name(),
                        tool.title(),
                        tool.description(),
                        tool.inputSchema(),
                        tool.outputSchema(),
                        tool.behaviour(),
                        (_, _) -> new ToolResult.Advice(tool.name()
                                + " does not answer here: this is a shared map, which shows only what enough users and"
                                + " tenants stand behind, and may not be changed. get_clusters, get_cluster,"
                                + " get_cluster_metrics, show_cluster_map, get_run and list_runs answer. Whoever runs"
                                + " this server starts runs with ./tracemap run."),
                        tool.app());
    }
}
