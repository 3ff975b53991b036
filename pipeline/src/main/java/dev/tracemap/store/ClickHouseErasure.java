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

/// Removes events and what was derived from them in ClickHouse.
///
/// There are no transactions: events go last, so that a deletion that was broken off is made good by the same one
/// again. What is to go lies in the tables `doomed_traces` and `doomed_sessions` meanwhile, so one deletion at a time.
final class ClickHouseErasure {
    private static final String TRACES = "(SELECT id FROM doomed_traces)";
    private static final String SESSIONS = "(SELECT id FROM doomed_sessions)";
    private static final String OF_TEAM = "team_id = ?";
    private static final String OF_RUNS = "run_id IN (SELECT run_id FROM runs WHERE team_id = ?)";

    private final ClickHouse database;
    private final Connection connection;
    private final ClickHousePurge purge;
    private final Deletion what;
    private final long team;

    ClickHouseErasure(ClickHouse database, Connection connection, Deletion what) {
        this.database = database;
        this.connection = connection;
        this.purge = new ClickHousePurge(connection, database.address());
        this.what = what;
        this.team = what.teamId();
    }

    /// Counts what [#delete] would remove.
    Deleted count() throws SQLException {
        if (what instanceof OfTeam) {
            return countTeam();
        }
        doom();
        Deleted counted = counted(ClickHouseShrinking.planned(connection, team));
        undoom();
        return counted;
    }

    Deleted delete() throws SQLException {
        Deleted deleted = what instanceof OfTeam ? deleteTeam() : deleteItems();
        if (deleted.any()) {
            purge.dropOldRows();
        }
        return deleted;
    }

    private Deleted deleteItems() throws SQLException {
        doom();
        ClickHouseShrinking runs = ClickHouseShrinking.planned(connection, team);
        Deleted counted = counted(runs);
        if (counted.any()) {
            runs.apply(database, purge);
            // Reasons of judgements may quote.
            purge.delete(
                    "scores",
                    OF_TEAM + " AND (level, item_id) IN (SELECT level, item_id FROM item_digests WHERE team_id = ? AND "
                            + Erasure.DOOMED + ")",
                    team,
                    team);
            purge.delete("label_progress", OF_RUNS, team);
            purge.delete("assignments", OF_RUNS, team);
            purge.delete("stage_outcomes", OF_RUNS, team);
            forgetQuestions();
            purge.delete("monitor_hits", OF_TEAM + " AND " + Erasure.DOOMED, team);
            purge.delete("item_digests", OF_TEAM + " AND " + Erasure.DOOMED, team);
            purge.delete("item_embeddings", OF_TEAM + " AND " + Erasure.DOOMED, team);
            deleteUnusedVectors();
            deleteEvents(doomedEvents());
        }
        undoom();
        return counted;
    }

    private void doom() throws SQLException {
        undoom();
        Sql.of("INSERT INTO doomed_traces (id)").add(traces()).execute(connection);
        purge.everywhere("doomed_traces");
        Sql.of(
                        "INSERT INTO doomed_sessions (id) SELECT assumeNotNull(session_id) FROM events WHERE team_id = ?"
                                + " AND session_id IS NOT NULL AND trace_id IN " + TRACES
                                + " UNION DISTINCT SELECT item_id FROM item_digests ARRAY JOIN trace_ids AS one"
                                + " WHERE team_id = ? AND level = 'session' AND one IN " + TRACES,
                        team,
                        team)
                .execute(connection);
        purge.everywhere("doomed_sessions");
    }

    private void undoom() throws SQLException {
        Sql.of("TRUNCATE TABLE doomed_traces").execute(connection);
        Sql.of("TRUNCATE TABLE doomed_sessions").execute(connection);
    }

    private Sql traces() {
        String captured = " FROM events WHERE team_id = ? AND trace_id IS NOT NULL AND " + EventTable.CAPTURED;
        String distinct = "SELECT DISTINCT assumeNotNull(trace_id)" + captured;
        return switch (what) {
            case Before before ->
                Sql.of(
                        "SELECT assumeNotNull(trace_id)" + captured + " GROUP BY trace_id HAVING max(timestamp)"
                                + " < fromUnixTimestamp64Micro(toInt64(?), 'UTC')",
                        team,
                        Sql.micros(before.moment()));
            case OfUser user -> Sql.of(distinct + " AND distinct_id = ?", team, user.distinctId());
            case OfTrace trace -> Sql.of("SELECT ?", trace.traceId());
            case OfTeam _ -> Sql.of(distinct, team);
        };
    }

    private Deleted counted(ClickHouseShrinking runs) throws SQLException {
        long summaries = count("SELECT count() FROM item_digests WHERE team_id = ? AND " + Erasure.DOOMED, team);
        long embeddings = count("SELECT count() FROM item_embeddings WHERE team_id = ? AND " + Erasure.DOOMED, team);
        long events = count(Sql.of("SELECT count() FROM events WHERE").add(doomedEvents()));
        if (events + summaries + embeddings + runs.memberships() == 0) {
            return Deleted.NOTHING;
        }
        return new Deleted(
                count(
                        "SELECT uniqExact(trace_id) FROM events WHERE team_id = ? AND trace_id IN " + TRACES + " AND "
                                + EventTable.CAPTURED,
                        team),
                events,
                summaries,
                embeddings,
                count(
                        "SELECT count() FROM vectors WHERE (model, text_hash) NOT IN (SELECT model, text_hash"
                                + " FROM item_embeddings WHERE NOT (team_id = ? AND " + Erasure.DOOMED + "))",
                        team),
                runs.memberships(),
                runs.gone(),
                runs.names());
    }

    private Sql doomedEvents() {
        return Sql.of(OF_TEAM + " AND (trace_id IN " + TRACES, team)
                .add(" OR (event = '$ai_session_summary' AND session_id IN " + SESSIONS + ")")
                .add(" OR (trace_id IS NULL AND " + EventTable.CAPTURED + " AND ")
                .add(loose())
                .add("))");
    }

    /// Which events without a trace are meant.
    private Sql loose() {
        return switch (what) {
            case Before before ->
                Sql.of("timestamp < fromUnixTimestamp64Micro(toInt64(?), 'UTC')", Sql.micros(before.moment()));
            case OfUser user -> Sql.of("distinct_id = ?", user.distinctId());
            case OfTrace _ -> Sql.of("false");
            case OfTeam _ -> Sql.of("true");
        };
    }

    private void forgetQuestions() throws SQLException {
        Set<String> doomed = new HashSet<>(Sql.of(
                        "SELECT id FROM doomed_traces UNION DISTINCT SELECT id FROM doomed_sessions UNION DISTINCT"
                                + " SELECT coalesce(span_id, uuid) FROM events WHERE team_id = ? AND event = ?"
                                + " AND trace_id IN " + TRACES,
                        team,
                        Event.GENERATION)
                .list(connection, row -> row.getString(1)));
        for (ModelBatch batch : ClickHouseBatches.of(connection, team)) {
            ModelBatch left = batch.without(doomed);
            if (left.questions().isEmpty()) {
                ClickHouseBatches.forget(connection, team, batch.fileId());
            } else if (left.questions().size() < batch.questions().size()) {
                ClickHouseBatches.save(connection, left, database.nextVersion(connection));
            }
        }
    }

    private void deleteUnusedVectors() throws SQLException {
        purge.delete("vectors", "(model, text_hash) NOT IN (SELECT model, text_hash FROM item_embeddings FINAL)");
    }

    /// Rows that were replaced go too: they hold the names that clusters had before.
    private void deleteEvents(Sql doomed) throws SQLException {
        purge.delete(
                "event_keys",
                Sql.of("uuid_hash IN (SELECT uuid_hash FROM events WHERE")
                        .add(doomed)
                        .add(")"));
        purge.delete(
                "events",
                Sql.of("(")
                        .add(doomed)
                        .add(
                                ") OR (team_id = ? AND event LIKE '$ai\\\\_%\\\\_clusters' AND (uuid, row_version) NOT IN"
                                        + " (SELECT uuid, max(row_version) FROM events WHERE team_id = ?"
                                        + " AND event LIKE '$ai\\\\_%\\\\_clusters' GROUP BY uuid))",
                                team, team));
    }

    private Deleted countTeam() throws SQLException {
        return new Deleted(
                count("SELECT uniqExact(trace_id) FROM events WHERE team_id = ? AND " + EventTable.CAPTURED, team),
                count("SELECT count() FROM events WHERE team_id = ?", team),
                count("SELECT count() FROM item_digests WHERE team_id = ?", team),
                count("SELECT count() FROM item_embeddings WHERE team_id = ?", team),
                count(
                        "SELECT count() FROM vectors WHERE (model, text_hash) NOT IN (SELECT model, text_hash"
                                + " FROM item_embeddings WHERE team_id <> ?)",
                        team),
                count("SELECT count() FROM memberships WHERE " + OF_RUNS, team),
                count("SELECT count() FROM runs WHERE team_id = ?", team),
                0);
    }

    private Deleted deleteTeam() throws SQLException {
        Deleted counted = countTeam();
        for (String table : List.of(
                "clusters",
                "memberships",
                "labels",
                "label_progress",
                "stage_outcomes",
                "cluster_scores",
                "hierarchy",
                "drivers",
                "centroids",
                "assignments",
                "taxonomy_edits")) {
            purge.delete(table, OF_RUNS, team);
        }
        for (String table : List.of(
                "scores",
                "model_use",
                "model_batches",
                "jobs",
                "schedule_marks",
                "monitors",
                "monitor_hits",
                "runs",
                "item_digests",
                "item_embeddings")) {
            purge.delete(table, OF_TEAM, team);
        }
        deleteUnusedVectors();
        deleteEvents(Sql.of(OF_TEAM, team));
        return counted;
    }

    private long count(String sql, Object... values) throws SQLException {
        return count(Sql.of(sql, values));
    }

    private long count(Sql sql) throws SQLException {
        return sql.first(connection, row -> row.getLong(1)).orElse(0L);
    }
}
