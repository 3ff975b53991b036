package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.label.Label;
import dev.tracemap.label.Portrait;
import dev.tracemap.lineage.Change;
import dev.tracemap.lineage.Lineage;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the clusters of a run that is being made follow from those of the same job's run before.
///
/// @param before the run before
/// @param titles of clusters that carry on one of that run, by their new ids
record Ancestry(RunRecord before, List<Change> changes, Map<Integer, String> titles) {
    /// Among so many of the latest runs the one before is looked for.
    private static final int REMEMBERED = 200;
    /// A cluster takes its title along when it is surely the same.
    private static final double SAME = 0.6;

    Ancestry {
        changes = List.copyOf(changes);
        titles = Map.copyOf(titles);
    }

    /// @param model that made the vectors
    /// @param rendering which text they stand for
    /// @param vectors one row per item
    /// @return absent for the first run of a job, or the first without one at its level
    static Optional<Ancestry> of(
            Store store,
            RunRecord run,
            List<ItemDigest> digests,
            Clustering clustering,
            String model,
            String rendering,
            Matrix vectors) {
        return before(store, run).map(before -> {
            boolean sameSpace = RunComparison.model(before).equals(model)
                    && RunComparison.rendering(before).equals(rendering);
            List<Membership> earlier = store.memberships(before.runId(), null, 0, Integer.MAX_VALUE);
            Set<String> common =
                    earlier.stream().map(Membership::itemId).collect(Collectors.toCollection(HashSet::new));
            common.retainAll(digests.stream().map(digest -> digest.item().id()).collect(Collectors.toSet()));
            List<Change> changes = Lineage.match(
                    RunComparison.snapshots(store, before, earlier, sameSpace),
                    snapshots(digests, clustering, sameSpace ? vectors : null),
                    common);
            return new Ancestry(before, changes, titles(store.clusters(before.runId()), changes));
        });
    }

    private static Optional<RunRecord> before(Store store, RunRecord run) {
        return store.runs(run.teamId(), REMEMBERED).stream()
                .filter(other -> other.status() == Status.COMPLETE
                        && !other.runId().equals(run.runId())
                        && other.level() == run.level()
                        && Objects.equals(other.jobId(), run.jobId())
                        && other.inputs().path("axis").equals(run.inputs().path("axis"))
                        && !other.createdAt().isAfter(run.createdAt()))
                .findFirst();
    }

    static List<Lineage.Snapshot> snapshots(List<ItemDigest> digests, Clustering clustering, @Nullable Matrix vectors) {
        Map<Integer, List<Integer>> rows = new TreeMap<>(RunResult.rowsByCluster(clustering));
        rows.remove(Portrait.NOISE);
        List<Lineage.Snapshot> snapshots = new ArrayList<>();
        rows.forEach((cluster, members) -> snapshots.add(new Lineage.Snapshot(
                cluster,
                members.stream().map(row -> digests.get(row).item().id()).collect(Collectors.toSet()),
                vectors == null ? new float[0] : RunComparison.mean(vectors, RunComparison.typical(members)))));
        return snapshots;
    }

    private static Map<Integer, String> titles(List<ClusterRecord> before, List<Change> changes) {
        Map<Integer, String> old =
                before.stream().collect(Collectors.toMap(ClusterRecord::clusterId, ClusterRecord::title));
        Map<Integer, String> carried = new TreeMap<>();
        for (Change change : changes) {
            if (change instanceof Change.Continues continues
                    && continues.agreement() >= SAME
                    && old.containsKey(continues.before())) {
                carried.put(continues.after(), Objects.requireNonNull(old.get(continues.before())));
            }
        }
        return carried;
    }

    /// The labels with the titles that were carried on. A title that another cluster has now stays with that one.
    Map<Integer, Label> carriedInto(Map<Integer, Label> labels) {
        Map<Integer, Label> all = new TreeMap<>(labels);
        titles.forEach((cluster, title) -> {
            Label own = all.get(cluster);
            boolean taken = all.entrySet().stream()
                    .anyMatch(entry -> !entry.getKey().equals(cluster)
                            && entry.getValue().title().equalsIgnoreCase(title));
            if (own != null && !taken) {
                all.put(cluster, new Label(title, own.description()));
            }
        });
        return all;
    }

    /// For the run's parameters: `previous_run_id`, and cluster ids by what became of them.
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("previous_run_id", before.runId());
        ArrayNode continues = JsonNodeFactory.instance.arrayNode();
        ArrayNode split = JsonNodeFactory.instance.arrayNode();
        ArrayNode merged = JsonNodeFactory.instance.arrayNode();
        ArrayNode fresh = JsonNodeFactory.instance.arrayNode();
        ArrayNode gone = JsonNodeFactory.instance.arrayNode();
        for (Change change : changes) {
            switch (change) {
                case Change.Continues one ->
                    continues.addObject().put("before", one.before()).put("after", one.after());
                case Change.Split one -> {
                    ArrayNode parts =
                            split.addObject().put("before", one.before()).putArray("after");
                    one.after().forEach(parts::add);
                }
                case Change.Merged one -> {
                    ObjectNode row = merged.addObject();
                    ArrayNode parts = row.putArray("before");
                    one.before().forEach(parts::add);
                    row.put("after", one.after());
                }
                case Change.New one -> fresh.add(one.after());
                case Change.Gone one -> gone.add(one.before());
            }
        }
        json.set("continues", continues);
        json.set("split", split);
        json.set("merged", merged);
        json.set("new", fresh);
        json.set("gone", gone);
        return json;
    }
}
