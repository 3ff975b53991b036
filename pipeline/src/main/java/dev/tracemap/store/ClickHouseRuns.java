package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables `runs`, `clusters`, `memberships` and `label_progress` in ClickHouse.
final class ClickHouseRuns {
    private static final String RUN =
            "row_version, run_id, team_id, level, job_id, job_name, status, stage, progress, created_at,"
                    + " finished_at, window_start, window_end, inputs, items, clusters, noise, seconds, warnings, error,"
                    + " event_uuid, attempt";
    private static final String CLUSTER =
            "row_version, run_id, cluster_id, size, title, description, centroid, x, y, persistence,"
                    + " exemplars, top_sequences, items, share, average_cost_usd, total_cost_usd, missing_cost,"
                    + " average_latency, p95_latency, average_input_tokens, average_output_tokens, error_rate,"
                    + " tool_error_rate";
    private static final String NODE =
            "row_version, run_id, node_id, parent_id, depth, title, description, clusters, items, share,"
                    + " average_cost_usd, total_cost_usd, missing_cost, average_latency, p95_latency,"
                    + " average_input_tokens, average_output_tokens, error_rate, tool_error_rate";
    private static final String MEMBERSHIP =
            "row_version, run_id, item_id, trace_id, cluster_id, probability, second_cluster_id,"
                    + " second_probability, distance_to_centroid, rank, x, y, title, timestamp, layers, assigned";
    private static final String RUN_ROW = "SELECT * REPLACE (toUnixTimestamp64Micro(created_at) AS created_at,"
            + " toUnixTimestamp64Micro(finished_at) AS finished_at,"
            + " toUnixTimestamp64Micro(window_start) AS window_start,"
            + " toUnixTimestamp64Micro(window_end) AS window_end) FROM runs WHERE team_id = ?";

    private ClickHouseRuns() {}

    /// A complete run stays as it is: late news of its progress are dropped.
    static void save(Connection connection, RunRecord run, long version) throws SQLException {
        if (!isComplete(connection, run.runId())) {
            put(connection, run, null, version);
            if (run.isOver()) {
                forget(connection, "cluster_scores", "run_id", run.runId());
                forget(connection, "hierarchy", "run_id", run.runId());
                forget(connection, "drivers", "run_id", run.runId());
                forget(connection, "centroids", "run_id", run.runId());
                forget(connection, "assignments", "run_id", run.runId());
                forgetUnfinished(connection, run.runId());
            }
        }
    }

    /// The run's own row comes last and makes the rest count. What a broken attempt before left behind goes first.
    static void complete(
            Connection connection,
            RunRecord run,
            List<ClusterRecord> clusters,
            List<Membership> memberships,
            Event runEvent,
            long version)
            throws SQLException {
        if (isComplete(connection, run.runId())) {
            return;
        }
        forget(connection, "clusters", "run_id", run.runId());
        forget(connection, "memberships", "run_id", run.runId());
        ClickHouseRows.insert(
                connection,
                "clusters",
                CLUSTER,
                clusters.stream()
                        .map(cluster -> ClickHouseDerived.versioned(RunTable.row(cluster, cluster.centroid()), version))
                        .toList());
        ClickHouseRows.insert(
                connection,
                "memberships",
                MEMBERSHIP,
                memberships.stream()
                        .map(membership -> ClickHouseDerived.versioned(RunTable.row(run.runId(), membership), version))
                        .toList());
        ClickHouseAssignments.settle(connection, run, version);
        ClickHouseEvents.replace(connection, List.of(runEvent), version);
        put(connection, run, runEvent.uuid(), version);
        forget(connection, "assignments", "run_id", run.runId());
        forgetUnfinished(connection, run.runId());
    }

    private static boolean isComplete(Connection connection, String runId) throws SQLException {
        return Sql.of("SELECT 1 FROM runs WHERE run_id = ? AND status = 'complete'", runId)
                .first(connection, row -> true)
                .isPresent();
    }

    static void forget(Connection connection, String table, String column, String runId) throws SQLException {
        // Deleting costs more than looking, and there is hardly ever anything.
        if (Sql.of("SELECT 1 FROM " + table + " WHERE " + column + " = ? LIMIT 1", runId)
                .first(connection, row -> true)
                .isPresent()) {
            Sql.of("DELETE FROM " + table + " WHERE " + column + " = ?", runId).execute(connection);
        }
    }

    private static void put(Connection connection, RunRecord run, @Nullable String eventUuid, long version)
            throws SQLException {
        List<@Nullable Object> row = Arrays.asList(
                version,
                run.runId(),
                run.teamId(),
                run.level().wire(),
                run.jobId(),
                run.jobName(),
                run.status().wire(),
                run.stage(),
                run.progress(),
                run.createdAt(),
                run.finishedAt(),
                run.windowStart(),
                run.windowEnd(),
                Json.write(run.inputs()),
                run.items(),
                run.clusters(),
                run.noise(),
                run.seconds(),
                Json.write(run.warnings()),
                run.error(),
                eventUuid,
                run.attempt());
        ClickHouseRows.insert(connection, "runs", RUN, List.of(row));
    }

    static Optional<RunRecord> find(Connection connection, long teamId, String runId) throws SQLException {
        return Sql.of(RUN_ROW + " AND run_id = ?", teamId, runId).first(connection, RunTable::run);
    }

    static List<RunRecord> list(Connection connection, long teamId, int limit) throws SQLException {
        return Sql.of(RUN_ROW + " ORDER BY runs.created_at DESC, run_id DESC LIMIT ?", teamId, (long) limit)
                .list(connection, RunTable::run);
    }

    static List<ClusterRecord> clusters(Connection connection, String runId) throws SQLException {
        return Sql.of("SELECT * FROM clusters WHERE run_id = ? ORDER BY cluster_id < 0, size DESC, cluster_id", runId)
                .list(connection, row -> RunTable.cluster(row, ClickHouseVectors.floats(row, "centroid")));
    }

    static void saveHierarchy(Connection connection, String runId, List<HierarchyNode> nodes, long version)
            throws SQLException {
        forget(connection, "hierarchy", "run_id", runId);
        insertHierarchy(connection, nodes, version);
    }

    static void insertHierarchy(Connection connection, List<HierarchyNode> nodes, long version) throws SQLException {
        ClickHouseRows.insert(
                connection,
                "hierarchy",
                NODE,
                nodes.stream()
                        .map(node -> ClickHouseDerived.versioned(HierarchyTable.row(node), version))
                        .toList());
    }

    static List<HierarchyNode> hierarchy(Connection connection, String runId) throws SQLException {
        return Sql.of(HierarchyTable.NODES, runId).list(connection, HierarchyTable::node);
    }

    static List<Membership> memberships(
            Connection connection, String runId, @Nullable Integer clusterId, int offset, int limit)
            throws SQLException {
        Sql sql = Sql.of(
                "SELECT * REPLACE (toUnixTimestamp64Micro(timestamp) AS timestamp) FROM memberships WHERE run_id = ?",
                runId);
        if (clusterId != null) {
            sql.add("AND cluster_id = ?", clusterId);
        }
        return sql.add("ORDER BY cluster_id, rank NULLS LAST, item_id LIMIT ? OFFSET ?", (long) limit, (long) offset)
                .list(connection, RunTable::membership);
    }

    /// A membership names one trace; of a session it is the first, so the others are found by their session.
    static List<Store.TraceCluster> ofTrace(Connection connection, long teamId, String traceId) throws SQLException {
        return Sql.of(
                        "SELECT r.run_id AS run_id, r.level AS level, m.item_id AS item_id, m.cluster_id AS cluster_id,"
                                + " coalesce(c.title, '') AS title"
                                + " FROM memberships AS m JOIN runs AS r ON r.run_id = m.run_id"
                                + " LEFT JOIN clusters AS c ON c.run_id = m.run_id AND c.cluster_id = m.cluster_id"
                                + " WHERE r.team_id = ? AND (m.trace_id = ? OR (r.level = 'session' AND m.item_id IN"
                                + " (SELECT session_id FROM events WHERE team_id = ? AND trace_id = ?)))"
                                + " ORDER BY r.created_at DESC, r.run_id DESC, m.item_id",
                        teamId,
                        traceId,
                        teamId,
                        traceId)
                .list(connection, RunTable::traceCluster);
    }

    static void saveProgress(Connection connection, String runId, ObjectNode progress, long version)
            throws SQLException {
        ClickHouseRows.insert(
                connection,
                "label_progress",
                "row_version, run_id, progress",
                List.of(List.of(version, runId, Json.write(progress))));
    }

    static Optional<ObjectNode> progress(Connection connection, String runId) throws SQLException {
        return Sql.of("SELECT progress FROM label_progress WHERE run_id = ?", runId)
                .first(connection, row -> Json.object(row.getString("progress")));
    }

    private static void forgetUnfinished(Connection connection, String runId) throws SQLException {
        forget(connection, "label_progress", "run_id", runId);
        forget(connection, "stage_outcomes", "run_id", runId);
        forget(connection, "model_batches", "work", runId);
    }
}
