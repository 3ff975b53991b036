package dev.tracemap.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.Label;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The tables `runs`, `clusters` and `memberships`.
final class RunTable {
    private RunTable() {}

    /// A complete run stays as it is: late news of its progress are dropped.
    static void save(Connection connection, RunRecord run) throws SQLException {
        if (!isComplete(connection, run.runId())) {
            put(connection, run, null);
            if (run.isOver()) {
                LabelProgressTable.forget(connection, run.runId());
                OutcomeTable.forget(connection, run.runId());
                ScoreTable.forgetRates(connection, run.runId());
                HierarchyTable.forget(connection, run.runId());
                DriverTable.forget(connection, run.runId());
                AssignmentTable.forget(connection, run.runId());
                ModelBatchTable.forgetWork(connection, run.runId());
            }
        }
    }

    static void complete(
            DuckDBConnection connection,
            RunRecord run,
            List<ClusterRecord> clusters,
            List<Membership> memberships,
            Event runEvent)
            throws SQLException {
        if (isComplete(connection, run.runId())) {
            return;
        }
        put(connection, run, runEvent.uuid());
        LabelProgressTable.forget(connection, run.runId());
        OutcomeTable.forget(connection, run.runId());
        ModelBatchTable.forgetWork(connection, run.runId());
        try (Rows rows = Rows.into(connection, "clusters")) {
            for (ClusterRecord cluster : clusters) {
                rows.add(row(cluster, VectorTable.bytes(cluster.centroid())).toArray());
            }
        }
        try (Rows rows = Rows.into(connection, "memberships")) {
            for (Membership membership : memberships) {
                rows.add(row(run.runId(), membership).toArray());
            }
        }
        AssignmentTable.settle(connection, run);
        EventTable.replace(connection, List.of(runEvent));
    }

    private static boolean isComplete(Connection connection, String runId) throws SQLException {
        return Sql.of("SELECT 1 FROM runs WHERE run_id = ? AND status = 'complete'", runId)
                .first(connection, row -> true)
                .isPresent();
    }

    private static void put(Connection connection, RunRecord run, @Nullable String eventUuid) throws SQLException {
        Sql.of(
                        "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, make_timestamp(?), make_timestamp(?),"
                                + " make_timestamp(?), make_timestamp(?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        run.runId(),
                        run.teamId(),
                        run.level().wire(),
                        run.jobId(),
                        run.jobName(),
                        run.status().wire(),
                        run.stage(),
                        run.progress(),
                        Sql.micros(run.createdAt()),
                        run.finishedAt() == null ? null : (Long) Sql.micros(run.finishedAt()),
                        Sql.micros(run.windowStart()),
                        Sql.micros(run.windowEnd()),
                        Json.write(run.inputs()),
                        run.items(),
                        run.clusters(),
                        run.noise(),
                        run.seconds(),
                        Json.write(run.warnings()),
                        run.error(),
                        eventUuid,
                        run.attempt())
                .execute(connection);
    }

    /// The columns of the table `clusters`.
    static List<@Nullable Object> row(ClusterRecord cluster, Object centroid) {
        List<@Nullable Object> row = new ArrayList<>(Arrays.asList(
                cluster.runId(),
                cluster.clusterId(),
                cluster.size(),
                cluster.title(),
                cluster.description(),
                centroid,
                cluster.x(),
                cluster.y(),
                cluster.persistence(),
                Json.write(cluster.exemplars()),
                Json.write(cluster.topSequences())));
        row.addAll(row(cluster.metrics()));
        return row;
    }

    /// The columns in which every table with figures ends.
    static List<@Nullable Object> row(ClusterMetrics metrics) {
        return Arrays.asList(
                metrics.items(),
                metrics.share(),
                metrics.averageCostUsd(),
                metrics.totalCostUsd(),
                metrics.missingCost(),
                metrics.averageLatencySeconds(),
                metrics.p95LatencySeconds(),
                metrics.averageInputTokens(),
                metrics.averageOutputTokens(),
                metrics.errorRate(),
                metrics.toolErrorRate());
    }

    /// The columns of the table `memberships`.
    static List<@Nullable Object> row(String runId, Membership membership) {
        return Arrays.asList(
                runId,
                membership.itemId(),
                membership.traceId(),
                membership.clusterId(),
                membership.probability(),
                membership.secondClusterId(),
                membership.secondProbability(),
                membership.distanceToCentroid(),
                membership.rank(),
                membership.x(),
                membership.y(),
                membership.title(),
                membership.timestamp(),
                membership.layers(),
                membership.assigned());
    }

    private static final String RUN_COLUMNS = "* REPLACE (epoch_us(created_at) AS created_at,"
            + " epoch_us(finished_at) AS finished_at, epoch_us(window_start) AS window_start,"
            + " epoch_us(window_end) AS window_end)";

    static Optional<RunRecord> find(Connection connection, long teamId, String runId) throws SQLException {
        return Sql.of("SELECT " + RUN_COLUMNS + " FROM runs WHERE team_id = ? AND run_id = ?", teamId, runId)
                .first(connection, RunTable::run);
    }

    static List<RunRecord> list(Connection connection, long teamId, int limit) throws SQLException {
        return Sql.of(
                        "SELECT " + RUN_COLUMNS
                                + " FROM runs WHERE team_id = ? ORDER BY created_at DESC, run_id DESC LIMIT ?",
                        teamId,
                        (long) limit)
                .list(connection, RunTable::run);
    }

    static RunRecord run(ResultSet row) throws SQLException {
        Long finished = Sql.nullableLong(row, "finished_at");
        return new RunRecord(
                row.getString("run_id"),
                row.getLong("team_id"),
                Level.fromWire(row.getString("level")),
                row.getString("job_id"),
                row.getString("job_name"),
                RunRecord.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("stage"),
                row.getDouble("progress"),
                Math.max(1, row.getInt("attempt")),
                Sql.instant(row.getLong("created_at")),
                finished == null ? null : Sql.instant(finished),
                Sql.instant(row.getLong("window_start")),
                Sql.instant(row.getLong("window_end")),
                Json.object(row.getString("inputs")),
                row.getInt("items"),
                row.getInt("clusters"),
                row.getInt("noise"),
                row.getDouble("seconds"),
                Json.texts(row.getString("warnings")),
                row.getString("error"));
    }

    static List<ClusterRecord> clusters(Connection connection, String runId) throws SQLException {
        return Sql.of("SELECT * FROM clusters WHERE run_id = ? ORDER BY cluster_id < 0, size DESC, cluster_id", runId)
                .list(connection, row -> cluster(row, VectorTable.floats(row.getBytes("centroid"))));
    }

    static ClusterRecord cluster(ResultSet row, float[] centroid) throws SQLException {
        return new ClusterRecord(
                row.getString("run_id"),
                row.getInt("cluster_id"),
                row.getInt("size"),
                row.getString("title"),
                row.getString("description"),
                centroid,
                row.getDouble("x"),
                row.getDouble("y"),
                row.getDouble("persistence"),
                Json.texts(row.getString("exemplars")),
                Json.counts(row.getString("top_sequences")),
                metrics(row));
    }

    static ClusterMetrics metrics(ResultSet row) throws SQLException {
        return new ClusterMetrics(
                row.getInt("items"),
                row.getDouble("share"),
                Sql.nullableDouble(row, "average_cost_usd"),
                Sql.nullableDouble(row, "total_cost_usd"),
                row.getInt("missing_cost"),
                Sql.nullableDouble(row, "average_latency"),
                Sql.nullableDouble(row, "p95_latency"),
                Sql.nullableDouble(row, "average_input_tokens"),
                Sql.nullableDouble(row, "average_output_tokens"),
                row.getDouble("error_rate"),
                Sql.nullableDouble(row, "tool_error_rate"));
    }

    static List<Membership> memberships(
            Connection connection, String runId, @Nullable Integer clusterId, int offset, int limit)
            throws SQLException {
        Sql sql =
                Sql.of("SELECT * REPLACE (epoch_us(timestamp) AS timestamp) FROM memberships WHERE run_id = ?", runId);
        if (clusterId != null) {
            sql.add("AND cluster_id = ?", clusterId);
        }
        return sql.add("ORDER BY cluster_id, rank NULLS LAST, item_id LIMIT ? OFFSET ?", (long) limit, (long) offset)
                .list(connection, RunTable::membership);
    }

    static Membership membership(ResultSet row) throws SQLException {
        return new Membership(
                row.getString("item_id"),
                row.getString("trace_id"),
                row.getInt("cluster_id"),
                Sql.nullableDouble(row, "probability"),
                Sql.nullableInt(row, "second_cluster_id"),
                Sql.nullableDouble(row, "second_probability"),
                Sql.nullableDouble(row, "distance_to_centroid"),
                Sql.nullableInt(row, "rank"),
                row.getDouble("x"),
                row.getDouble("y"),
                row.getString("title"),
                Sql.instant(row.getLong("timestamp")),
                Sql.integers(row, "layers"),
                row.getBoolean("assigned"));
    }

    /// A membership names one trace; of a session it is the first, so the others are found by their session.
    static List<Store.TraceCluster> ofTrace(Connection connection, long teamId, String traceId) throws SQLException {
        return Sql.of(
                        "SELECT r.run_id, r.level, m.item_id, m.cluster_id, coalesce(c.title, '') AS title"
                                + " FROM memberships m JOIN runs r USING (run_id)"
                                + " LEFT JOIN clusters c ON c.run_id = m.run_id AND c.cluster_id = m.cluster_id"
                                + " WHERE r.team_id = ? AND (m.trace_id = ? OR (r.level = 'session' AND m.item_id IN"
                                + " (SELECT session_id FROM events WHERE team_id = ? AND trace_id = ?)))"
                                + " ORDER BY r.created_at DESC, r.run_id DESC, m.item_id",
                        teamId,
                        traceId,
                        teamId,
                        traceId)
                .list(connection, RunTable::traceCluster);
    }

    static Store.TraceCluster traceCluster(ResultSet row) throws SQLException {
        return new Store.TraceCluster(
                row.getString("run_id"),
                Level.fromWire(row.getString("level")),
                row.getString("item_id"),
                row.getInt("cluster_id"),
                row.getString("title"));
    }

    static void relabel(DuckDBConnection connection, String runId, Map<Integer, Label> labels) throws SQLException {
        for (Map.Entry<Integer, Label> entry : labels.entrySet()) {
            Sql.of(
                            "UPDATE clusters SET title = ?, description = ? WHERE run_id = ? AND cluster_id = ?",
                            entry.getValue().title(),
                            entry.getValue().description(),
                            runId,
                            entry.getKey())
                    .execute(connection);
        }
        for (Event event : events(connection, runId)) {
            rename(event, labels);
            EventTable.replace(connection, List.of(event));
        }
    }

    /// Writes the names into the run event.
    static void rename(Event runEvent, Map<Integer, Label> labels) {
        for (JsonNode cluster : runEvent.properties().path("$ai_clusters")) {
            Label label = labels.get(cluster.path("cluster_id").asInt());
            if (label != null && cluster instanceof ObjectNode named) {
                named.put("title", label.title()).put("description", label.description());
            }
        }
    }

    /// The run's event; none while the run is not complete.
    static List<Event> events(Connection connection, String runId) throws SQLException {
        return EventTable.read(
                connection,
                Sql.of(
                        "SELECT " + EventTable.COLUMNS + " FROM events JOIN runs ON events.uuid = runs.event_uuid"
                                + " AND events.team_id = runs.team_id WHERE runs.run_id = ?",
                        runId));
    }
}
