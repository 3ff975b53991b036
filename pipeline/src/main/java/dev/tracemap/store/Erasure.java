package dev.tracemap.store;

import dev.tracemap.store.Deletion.Before;
import dev.tracemap.store.Deletion.OfTeam;
import dev.tracemap.store.Deletion.OfTrace;
import dev.tracemap.store.Deletion.OfUser;
import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/// Removes events and what was derived from them, in the caller's transaction.
final class Erasure {
    private static final String TRACES = "(SELECT id FROM doomed_traces)";
    private static final String SESSIONS = "(SELECT id FROM doomed_sessions)";

    /// Condition on derived rows.
    static final String DOOMED =
            "(trace_ids[1] IN " + TRACES + " OR (level = 'session' AND item_id IN " + SESSIONS + "))";

    /// Condition on memberships, given the team; runs may be of other teams that use the same ids.
    static final String DOOMED_MEMBER = "run_id IN (SELECT run_id FROM runs WHERE team_id = ?) AND (trace_id IN "
            + TRACES + " OR (item_id IN " + SESSIONS
            + " AND run_id IN (SELECT run_id FROM runs WHERE level = 'session')))";

    private Erasure() {}

    static Deleted of(DuckDBConnection connection, Deletion what) throws SQLException {
        return what instanceof OfTeam team ? team(connection, team.teamId()) : items(connection, what);
    }

    private static Deleted items(DuckDBConnection connection, Deletion what) throws SQLException {
        long team = what.teamId();
        doom(connection, what);
        long traces = Sql.of(
                        "SELECT count(DISTINCT trace_id) FROM events WHERE team_id = ? AND trace_id IN " + TRACES
                                + " AND " + EventTable.CAPTURED,
                        team)
                .first(connection, row -> row.getLong(1))
                .orElse(0L);
        Quotes quotes = ClusterNames.quotes(connection, team);
        // Reasons of judgements may quote.
        Sql.of(
                        "DELETE FROM scores WHERE team_id = ? AND (level, item_id) IN"
                                + " (SELECT (level, item_id) FROM item_digests WHERE team_id = ? AND " + DOOMED + ")",
                        team,
                        team)
                .execute(connection);
        Sql.of("DELETE FROM monitor_hits WHERE team_id = ? AND " + DOOMED, team).execute(connection);
        long summaries = Sql.of("DELETE FROM item_digests WHERE team_id = ? AND " + DOOMED, team)
                .execute(connection);
        long embeddings = Sql.of("DELETE FROM item_embeddings WHERE team_id = ? AND " + DOOMED, team)
                .execute(connection);
        List<String> touched = Sql.of(
                        "SELECT DISTINCT run_id FROM memberships WHERE " + DOOMED_MEMBER + " ORDER BY run_id", team)
                .list(connection, row -> row.getString(1));
        long memberships =
                Sql.of("DELETE FROM memberships WHERE " + DOOMED_MEMBER, team).execute(connection);
        for (String unfinished : List.of("label_progress", "assignments", "stage_outcomes")) {
            Sql.of("DELETE FROM " + unfinished + " WHERE run_id IN (SELECT run_id FROM runs WHERE team_id = ?)", team)
                    .execute(connection);
        }
        forgetQuestions(connection, team);
        long events = Sql.of("DELETE FROM events WHERE team_id = ? AND (trace_id IN " + TRACES, team)
                .add(" OR (event = '$ai_session_summary' AND session_id IN " + SESSIONS + ")")
                .add(" OR (trace_id IS NULL AND " + EventTable.CAPTURED + " AND")
                .add(loose(what))
                .add("))")
                .execute(connection);
        if (events + summaries + embeddings + memberships == 0) {
            return Deleted.NOTHING;
        }
        long runs = RunShrinking.shrink(connection, touched);
        long names = ClusterNames.replace(connection, team, quotes);
        for (MonitorRecord monitor : MonitorNames.telling(MonitorTable.list(connection, team), quotes)) {
            MonitorTable.save(connection, monitor);
        }
        return new Deleted(traces, events, summaries, embeddings, unusedVectors(connection), memberships, runs, names);
    }

    private static void doom(Connection connection, Deletion what) throws SQLException {
        Sql.of("CREATE OR REPLACE TEMP TABLE doomed_traces (id VARCHAR)").execute(connection);
        Sql.of("CREATE OR REPLACE TEMP TABLE doomed_sessions (id VARCHAR)").execute(connection);
        Sql.of("INSERT INTO doomed_traces").add(traces(what)).execute(connection);
        Sql.of(
                        "INSERT INTO doomed_sessions SELECT session_id FROM events WHERE team_id = ?"
                                + " AND session_id IS NOT NULL AND trace_id IN " + TRACES
                                + " UNION SELECT item_id FROM (SELECT item_id, unnest(trace_ids) AS trace_id"
                                + " FROM item_digests WHERE team_id = ? AND level = 'session') WHERE trace_id IN "
                                + TRACES,
                        what.teamId(),
                        what.teamId())
                .execute(connection);
    }

    private static Sql traces(Deletion what) {
        String captured = " FROM events WHERE team_id = ? AND trace_id IS NOT NULL AND " + EventTable.CAPTURED;
        return switch (what) {
            case Before before ->
                Sql.of(
                        "SELECT trace_id" + captured + " GROUP BY trace_id HAVING max(timestamp) < make_timestamp(?)",
                        before.teamId(),
                        Sql.micros(before.moment()));
            case OfUser user ->
                Sql.of(
                        "SELECT DISTINCT trace_id" + captured + " AND distinct_id = ?",
                        user.teamId(),
                        user.distinctId());
            case OfTrace trace -> Sql.of("SELECT ?", trace.traceId());
            case OfTeam team -> Sql.of("SELECT DISTINCT trace_id" + captured, team.teamId());
        };
    }

    /// Which events without a trace are meant.
    private static Sql loose(Deletion what) {
        return switch (what) {
            case Before before -> Sql.of("timestamp < make_timestamp(?)", Sql.micros(before.moment()));
            case OfUser user -> Sql.of("distinct_id = ?", user.distinctId());
            case OfTrace _ -> Sql.of("false");
            case OfTeam _ -> Sql.of("true");
        };
    }

    /// Answers to questions that are not known any more are dropped when they come.
    private static void forgetQuestions(Connection connection, long team) throws SQLException {
        Set<String> doomed = new HashSet<>(Sql.of(
                        "SELECT id FROM doomed_traces UNION SELECT id FROM doomed_sessions"
                                + " UNION SELECT coalesce(span_id, uuid) FROM events WHERE team_id = ? AND event = ?"
                                + " AND trace_id IN " + TRACES,
                        team,
                        Event.GENERATION)
                .list(connection, row -> row.getString(1)));
        for (ModelBatch batch : ModelBatchTable.of(connection, team)) {
            ModelBatch left = batch.without(doomed);
            if (left.questions().isEmpty()) {
                ModelBatchTable.forget(connection, team, batch.fileId());
            } else if (left.questions().size() < batch.questions().size()) {
                ModelBatchTable.save(connection, left);
            }
        }
    }

    private static long unusedVectors(Connection connection) throws SQLException {
        return Sql.of("DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM item_embeddings e"
                        + " WHERE e.model = vectors.model AND e.text_hash = vectors.text_hash)")
                .execute(connection);
    }

    private static Deleted team(Connection connection, long team) throws SQLException {
        String ofRuns = " WHERE run_id IN (SELECT run_id FROM runs WHERE team_id = ?)";
        long traces = Sql.of(
                        "SELECT count(DISTINCT trace_id) FROM events WHERE team_id = ? AND " + EventTable.CAPTURED,
                        team)
                .first(connection, row -> row.getLong(1))
                .orElse(0L);
        Sql.of("DELETE FROM clusters" + ofRuns, team).execute(connection);
        long memberships = Sql.of("DELETE FROM memberships" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM labels" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM label_progress" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM stage_outcomes" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM cluster_scores" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM hierarchy" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM taxonomy_edits" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM drivers" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM centroids" + ofRuns, team).execute(connection);
        Sql.of("DELETE FROM assignments" + ofRuns, team).execute(connection);
        for (String table :
                List.of("scores", "model_use", "model_batches", "jobs", "schedule_marks", "monitors", "monitor_hits")) {
            all(connection, table, team);
        }
        return new Deleted(
                traces,
                all(connection, "events", team),
                all(connection, "item_digests", team),
                all(connection, "item_embeddings", team),
                unusedVectors(connection),
                memberships,
                all(connection, "runs", team),
                0);
    }

    private static long all(Connection connection, String table, long team) throws SQLException {
        return Sql.of("DELETE FROM " + table + " WHERE team_id = ?", team).execute(connection);
    }
}
