package dev.tracemap.store;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What was said about the items of a run, in either dialect.
final class Verdicts {
    private static final List<String> EVENTS = List.of(Event.FEEDBACK, Event.METRIC, Event.EVALUATION);

    private Verdicts() {}

    /// @param columns of an event, as [StoredEvent#of] reads them
    static Sql of(String columns, RunRecord run) {
        Sql sql = run.level() == Level.SESSION ? ofSessions(columns, run) : ofTraces(columns, run);
        return sql.add(
                "AND events.event IN ('" + String.join("', '", EVENTS) + "') ORDER BY events.timestamp, events.uuid");
    }

    private static Sql ofTraces(String columns, RunRecord run) {
        return Sql.of(
                "SELECT " + columns + ", events.trace_id AS verdict_key FROM events WHERE events.team_id = ?"
                        + " AND events.trace_id IN (SELECT trace_id FROM memberships WHERE run_id = ?)",
                run.teamId(),
                run.runId());
    }

    /// What is said often names the trace only.
    private static Sql ofSessions(String columns, RunRecord run) {
        return Sql.of(
                "SELECT " + columns + ", placed.session AS verdict_key FROM events JOIN (SELECT trace_id,"
                        + " min(session_id) AS session FROM events WHERE team_id = ? AND trace_id IS NOT NULL"
                        + " AND session_id IN (SELECT item_id FROM memberships WHERE run_id = ?) GROUP BY trace_id)"
                        + " AS placed ON placed.trace_id = events.trace_id WHERE events.team_id = ?",
                run.teamId(),
                run.runId(),
                run.teamId());
    }

    static Store.Verdict read(ResultSet row) throws SQLException {
        return new Store.Verdict(
                row.getString("verdict_key"), StoredEvent.of(row).parse());
    }
}
