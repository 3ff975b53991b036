package dev.tracemap.sharing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.HierarchyNode;
import dev.tracemap.store.RunRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A complete run as it may be shown.
///
/// @param run with rounded counts and without what tells of single items
/// @param clusters largest first; all that is not shown is one more, with id -1
/// @param groups the broader groups over the clusters that are shown
record SharedRun(RunRecord run, List<ClusterRecord> clusters, List<HierarchyNode> groups) {
    static final String BELOW = "Below the threshold";

    /// What was asked for in general; filters and texts may name someone, and what was chosen holds counts.
    private static final List<String> INPUTS = List.of(
            "level",
            "lookback_days",
            "from",
            "to",
            "max_samples",
            "axis",
            "embedding_normalization",
            "dimensionality_reduction_method",
            "dimensionality_reduction_ndims",
            "clustering_method",
            "clustering_method_params",
            "visualization_method",
            "run_label",
            "seed",
            "embedding_model",
            "embedding_rendering",
            "summarizer",
            "privacy");

    /// @param items every member of the run
    static SharedRun of(
            RunRecord run,
            List<ClusterRecord> clusters,
            List<HierarchyNode> groups,
            List<SharedItem> items,
            Thresholds least,
            Redactor redactor) {
        SharedWords words = new SharedWords(items, least, redactor);
        Map<Integer, List<SharedItem>> members = new TreeMap<>();
        items.forEach(item ->
                members.computeIfAbsent(item.cluster(), _ -> new ArrayList<>()).add(item));
        Set<Integer> crowded = Surfacing.of(items, Set.of(), least).clusters();
        Map<Integer, ClusterRecord> written = new LinkedHashMap<>();
        Set<Integer> removed = new TreeSet<>();
        for (ClusterRecord cluster : clusters) {
            if (crowded.contains(cluster.clusterId())) {
                List<SharedItem> own = members.getOrDefault(cluster.clusterId(), List.of());
                ClusterRecord safe = written(cluster, own, items.size(), words, least);
                written.put(cluster.clusterId(), safe);
                if (audited(run, "clusters").contains(String.valueOf(cluster.clusterId()))
                        || words.identifies(safe.title())
                        || words.identifies(safe.description())) {
                    removed.add(cluster.clusterId());
                }
            }
        }
        Surfacing surfacing = Surfacing.of(items, removed, least);
        List<ClusterRecord> shown = new ArrayList<>(written.values().stream()
                .filter(cluster -> surfacing.clusters().contains(cluster.clusterId()))
                .toList());
        int visible = shown.size();
        if (!surfacing.hidden().isEmpty()) {
            shown.add(below(run, surfacing.hidden(), items.size(), least));
        }
        int total = shown.isEmpty() ? 0 : least.shown(items.size());
        int hidden = least.shown(surfacing.hidden().size());
        return new SharedRun(
                shown(run, total, visible, hidden, notes(shown.isEmpty(), removed.size(), least)),
                shown,
                groups.stream()
                        .flatMap(group -> written(
                                group,
                                audited(run, "groups").contains(group.nodeId()),
                                surfacing.clusters(),
                                members,
                                items.size(),
                                words,
                                least)
                                .stream())
                        .toList());
    }

    /// What a model found to identify somebody when the run was made.
    private static Set<String> audited(RunRecord run, String what) {
        Set<String> found = new TreeSet<>();
        run.inputs().path("audit").path(what).forEach(id -> found.add(id.asText()));
        return found;
    }

    /// A run that is not complete: how it stands, and nothing of what it found.
    static RunRecord unfinished(RunRecord run) {
        return shown(run, 0, 0, 0, List.of());
    }

    private static ClusterRecord written(
            ClusterRecord cluster, List<SharedItem> members, int total, SharedWords words, Thresholds least) {
        List<String> telling = words.telling(members);
        String phrase = telling.isEmpty() ? "Cluster " + cluster.clusterId() : capitalized(String.join(", ", telling));
        String title = words.identifies(cluster.title()) ? phrase : cluster.title();
        Map<String, Integer> tools = sequences(members, least);
        return new ClusterRecord(
                cluster.runId(),
                cluster.clusterId(),
                least.shown(members.size()),
                title,
                words.identifies(cluster.description()) ? described(telling, tools) : cluster.description(),
                new float[0],
                SharedFigures.rounded(cluster.x()),
                SharedFigures.rounded(cluster.y()),
                SharedFigures.rounded(cluster.persistence()),
                List.of(),
                tools,
                SharedFigures.of(members, total, least));
    }

    /// A group is what is shown of its clusters, and no more: else the rest of it could be worked out.
    private static Optional<HierarchyNode> written(
            HierarchyNode group,
            boolean audited,
            Set<Integer> visible,
            Map<Integer, List<SharedItem>> members,
            int total,
            SharedWords words,
            Thresholds least) {
        List<Integer> clusters =
                group.clusters().stream().filter(visible::contains).toList();
        List<SharedItem> items = clusters.stream()
                .flatMap(cluster -> members.getOrDefault(cluster, List.of()).stream())
                .toList();
        if (clusters.isEmpty()) {
            return Optional.empty();
        }
        List<String> telling = words.telling(items);
        String phrase = telling.isEmpty() ? "Group " + group.nodeId() : capitalized(String.join(", ", telling));
        String described = described(telling, Map.of());
        return Optional.of(new HierarchyNode(
                group.runId(),
                group.nodeId(),
                group.parentId(),
                group.depth(),
                audited || words.identifies(group.title()) ? phrase : group.title(),
                audited || words.identifies(group.description()) ? described : group.description(),
                clusters,
                SharedFigures.of(items, total, least)));
    }

    private static String described(List<String> telling, Map<String, Integer> tools) {
        List<String> lines = new ArrayList<>();
        lines.add(
                telling.isEmpty()
                        ? "- No words that enough users share"
                        : "- Mostly about " + String.join(", ", telling));
        tools.keySet().stream().findFirst().ifPresent(tool -> lines.add("- Most frequent tool calls: " + tool));
        return String.join("\n", lines);
    }

    private static Map<String, Integer> sequences(Collection<SharedItem> members, Thresholds least) {
        Map<String, Crowd> crowds = new TreeMap<>();
        for (SharedItem item : members) {
            if (!item.tools().isEmpty()) {
                crowds.computeIfAbsent(item.tools(), _ -> new Crowd()).add(item);
            }
        }
        Map<String, Integer> sequences = new LinkedHashMap<>();
        crowds.entrySet().stream()
                .filter(entry -> entry.getValue().enough(least))
                .sorted((one, other) ->
                        Integer.compare(other.getValue().items(), one.getValue().items()))
                .forEach(entry -> sequences.put(
                        entry.getKey(), least.shown(entry.getValue().items())));
        return sequences;
    }

    private static ClusterRecord below(RunRecord run, List<SharedItem> hidden, int total, Thresholds least) {
        ClusterMetrics metrics = SharedFigures.of(hidden, total, least);
        String description = "- Items in no cluster, or in clusters of fewer than " + least.items() + " items"
                + (least.within() == null ? ", " : " or ") + least.users() + " users"
                + (least.within() == null ? " or " + least.tenants() + " tenants" : "");
        return new ClusterRecord(
                run.runId(),
                -1,
                least.shown(hidden.size()),
                BELOW,
                description,
                new float[0],
                0,
                0,
                0,
                List.of(),
                Map.of(),
                metrics);
    }

    private static List<String> notes(boolean empty, int removed, Thresholds least) {
        List<String> notes = new ArrayList<>();
        notes.add("This is a shared map: counts are rounded down to multiples of " + least.items()
                + ", averages to two digits, and single traces are not shown");
        if (empty) {
            notes.add("Too few items, users or tenants stand behind this run for anything of it to be shown");
        }
        if (removed > 0) {
            notes.add((removed == 1 ? "1 cluster was" : removed + " clusters were")
                    + " removed because the title or description may identify someone");
        }
        return notes;
    }

    private static RunRecord shown(RunRecord run, int items, int clusters, int noise, List<String> notes) {
        ObjectNode inputs = run.inputs().objectNode();
        INPUTS.stream()
                .filter(run.inputs()::has)
                .forEach(key -> inputs.set(key, run.inputs().get(key)));
        return new RunRecord(
                run.runId(),
                run.teamId(),
                run.level(),
                run.jobId(),
                run.jobName(),
                run.status(),
                run.stage(),
                run.progress(),
                run.attempt(),
                run.createdAt(),
                run.finishedAt(),
                run.windowStart(),
                run.windowEnd(),
                inputs,
                items,
                clusters,
                noise,
                run.seconds(),
                notes,
                run.error() == null ? null : "it did not end well; whoever runs this server can see why");
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
