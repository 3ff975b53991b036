package dev.tracemap.store;

import dev.tracemap.label.Label;
import dev.tracemap.store.ClusterNames.Telling;
import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Brings complete runs in ClickHouse in line with the items that a deletion will leave them. A run without any goes.
/// All is worked out before anything is written, so that it can be counted too.
final class ClickHouseShrinking {
    private final Connection connection;
    private final long team;
    private final long memberships;
    private final Map<String, ShrunkRun> shrunk = new TreeMap<>();
    private final List<String> gone = new ArrayList<>();
    private final Map<String, List<ClusterRecord>> clusters = new TreeMap<>();
    private final Telling telling;
    private final Map<String, List<HierarchyNode>> groups = new TreeMap<>();
    private final Map<String, Map<String, Label>> groupNames = new TreeMap<>();
    private final List<List<Object>> emptyGroups = new ArrayList<>();
    private final List<MonitorRecord> monitors;

    private ClickHouseShrinking(Connection connection, long team) throws SQLException {
        this.connection = connection;
        this.team = team;
        Map<String, Set<String>> doomed = new TreeMap<>();
        Sql.of("SELECT run_id, item_id FROM memberships WHERE " + Erasure.DOOMED_MEMBER, team)
                .each(connection, row -> doomed.computeIfAbsent(row.getString(1), _ -> new HashSet<>())
                        .add(row.getString(2)));
        this.memberships = doomed.values().stream().mapToLong(Set::size).sum();
        for (Map.Entry<String, Set<String>> run : doomed.entrySet()) {
            List<Membership> left =
                    ClickHouseRuns.memberships(connection, run.getKey(), null, 0, Integer.MAX_VALUE).stream()
                            .filter(member -> !run.getValue().contains(member.itemId()))
                            .toList();
            if (left.isEmpty()) {
                gone.add(run.getKey());
            } else {
                shrunk.put(run.getKey(), ShrunkRun.of(left));
                clusters.put(run.getKey(), ClickHouseRuns.clusters(connection, run.getKey()));
            }
        }
        Quotes quotes = ClusterNames.quotes(connection, team);
        this.telling = staying(ClusterNames.telling(connection, team, quotes));
        this.monitors = MonitorNames.telling(ClickHouseMonitors.list(connection, team), quotes);
        for (String run : ClusterNames.runsWithGroups(connection, team)) {
            planGroups(run, quotes);
        }
    }

    private void planGroups(String run, Quotes quotes) throws SQLException {
        if (gone.contains(run)) {
            return;
        }
        List<HierarchyNode> before = ClickHouseRuns.hierarchy(connection, run);
        ShrunkRun shrinking = shrunk.get(run);
        List<HierarchyNode> left = shrinking == null ? before : HierarchyTable.left(before, shrinking);
        Map<String, Label> names = HierarchyTable.telling(left, quotes);
        List<HierarchyNode> after = HierarchyTable.renamed(left, names);
        if (!after.equals(before)) {
            groups.put(run, after);
            groupNames.put(run, names);
            Set<String> stay = after.stream().map(HierarchyNode::nodeId).collect(Collectors.toSet());
            before.stream()
                    .filter(node -> !stay.contains(node.nodeId()))
                    .forEach(node -> emptyGroups.add(List.of(run, node.nodeId())));
        }
    }

    /// By what `doomed_traces` and `doomed_sessions` hold now.
    static ClickHouseShrinking planned(Connection connection, long team) throws SQLException {
        return new ClickHouseShrinking(connection, team);
    }

    /// A cluster that goes needs no other name.
    private Telling staying(Telling all) {
        Map<String, Map<Integer, Label>> plain = new TreeMap<>();
        all.plain()
                .forEach((run, labels) -> labels.forEach((cluster, label) -> {
                    if (stays(run, cluster)) {
                        plain.computeIfAbsent(run, _ -> new TreeMap<>()).put(cluster, label);
                    }
                }));
        Map<List<Object>, String> sequences = new LinkedHashMap<>(all.sequences());
        sequences.keySet().removeIf(key -> !stays((String) key.getFirst(), (Integer) key.getLast()));
        return new Telling(plain, sequences, all.earlier());
    }

    private boolean stays(String run, int cluster) {
        ShrunkRun left = shrunk.get(run);
        return left == null ? !gone.contains(run) : left.size(cluster) > 0;
    }

    long memberships() {
        return memberships;
    }

    /// Whole runs.
    long gone() {
        return gone.size();
    }

    long names() {
        return telling.names()
                + groupNames.values().stream().mapToLong(Map::size).sum();
    }

    void apply(ClickHouse database, ClickHousePurge purge) throws SQLException {
        rename(database);
        for (Map.Entry<String, ShrunkRun> run : shrunk.entrySet()) {
            shrink(run.getKey(), run.getValue(), database.nextVersion(connection));
            // They count items that are gone, and may name who they were about.
            purge.delete("drivers", "run_id = ?", run.getKey());
        }
        rewriteGroups(database);
        if (!emptyGroups.isEmpty()) {
            deleteKeys(purge, "hierarchy", "(run_id, node_id)", emptyGroups);
        }
        List<List<Object>> empty = empty();
        if (!empty.isEmpty()) {
            deleteKeys(purge, "clusters", "(run_id, cluster_id)", empty);
            deleteKeys(purge, "labels", "(run_id, cluster_id)", empty);
        }
        if (!telling.earlier().isEmpty()) {
            deleteKeys(purge, "labels", "(run_id, version, cluster_id)", telling.earlier());
        }
        if (!gone.isEmpty()) {
            forget(purge);
        }
        purge.delete("memberships", Erasure.DOOMED_MEMBER, team);
    }

    private void rename(ClickHouse database) throws SQLException {
        for (Map.Entry<List<Object>, String> entry : telling.sequences().entrySet()) {
            Sql.of(
                            "INSERT INTO clusters SELECT * REPLACE (? AS top_sequences, toInt64(?) AS row_version)"
                                    + " FROM clusters WHERE run_id = ? AND cluster_id = ?",
                            entry.getValue(),
                            database.nextVersion(connection),
                            entry.getKey().getFirst(),
                            entry.getKey().getLast())
                    .execute(connection);
        }
        for (var run : telling.plain().entrySet()) {
            ClickHouseLabels.relabel(connection, run.getKey(), run.getValue(), database.nextVersion(connection));
        }
        for (MonitorRecord monitor : monitors) {
            ClickHouseMonitors.save(connection, monitor, database.nextVersion(connection));
        }
    }

    private void rewriteGroups(ClickHouse database) throws SQLException {
        for (Map.Entry<String, List<HierarchyNode>> run : groups.entrySet()) {
            long version = database.nextVersion(connection);
            ClickHouseRuns.insertHierarchy(connection, run.getValue(), version);
            Map<String, Label> names = groupNames.getOrDefault(run.getKey(), Map.of());
            List<Event> renamed = ClickHouseLabels.runEvents(connection, run.getKey()).stream()
                    .map(event -> HierarchyTable.renamed(event, names))
                    .toList();
            ClickHouseEvents.replace(connection, renamed, version);
        }
    }

    private void shrink(String runId, ShrunkRun left, long version) throws SQLException {
        for (ClusterRecord cluster : clusters.getOrDefault(runId, List.of())) {
            int id = cluster.clusterId();
            if (left.size(id) > 0) {
                Sql.of(
                                "INSERT INTO clusters SELECT * REPLACE (toInt32(?) AS size, toInt32(?) AS items,"
                                        + " ? AS share, ? AS exemplars, toInt64(?) AS row_version) FROM clusters"
                                        + " WHERE run_id = ? AND cluster_id = ?",
                                left.size(id),
                                left.size(id),
                                left.share(id),
                                Json.write(left.exemplars(cluster)),
                                version,
                                runId,
                                id)
                        .execute(connection);
            } else {
                Sql.of(
                                "INSERT INTO memberships SELECT * REPLACE (NULL AS second_cluster_id,"
                                        + " NULL AS second_probability, toInt64(?) AS row_version) FROM memberships"
                                        + " WHERE run_id = ? AND second_cluster_id = ?",
                                version,
                                runId,
                                id)
                        .execute(connection);
            }
        }
        Sql.of(
                        "INSERT INTO runs SELECT * REPLACE (toInt32(?) AS items, toInt32(?) AS noise,"
                                + " toInt32(?) AS clusters, toInt64(?) AS row_version) FROM runs WHERE run_id = ?",
                        left.items(),
                        left.noise(),
                        left.clusters(),
                        version,
                        runId)
                .execute(connection);
        ClickHouseEvents.replace(
                connection,
                ClickHouseLabels.runEvents(connection, runId).stream()
                        .map(left::in)
                        .toList(),
                version);
    }

    private List<List<Object>> empty() {
        List<List<Object>> empty = new ArrayList<>();
        clusters.forEach((run, all) -> all.stream()
                .filter(cluster -> !stays(run, cluster.clusterId()))
                .forEach(cluster -> empty.add(List.of(run, cluster.clusterId()))));
        return empty;
    }

    private static void deleteKeys(ClickHousePurge purge, String table, String columns, List<List<Object>> keys)
            throws SQLException {
        Sql condition = Sql.of(columns + " IN (");
        for (int i = 0; i < keys.size(); i++) {
            List<Object> key = keys.get(i);
            condition.add((i == 0 ? "(" : ", (") + "?, ".repeat(key.size() - 1) + "?)", key.toArray());
        }
        purge.delete(table, condition.add(")"));
    }

    private void forget(ClickHousePurge purge) throws SQLException {
        Sql gone = Sql.of("run_id IN (SELECT arrayJoin(CAST(? AS Array(String))))", this.gone);
        purge.delete(
                "events",
                Sql.of("team_id = ? AND uuid IN (SELECT event_uuid FROM runs WHERE", team)
                        .add(gone)
                        .add(")"));
        for (String table : List.of(
                "clusters",
                "cluster_scores",
                "hierarchy",
                "drivers",
                "centroids",
                "labels",
                "taxonomy_edits",
                "runs")) {
            purge.delete(table, gone);
        }
    }
}
