package dev.tracemap.store;

import dev.tracemap.trace.Level;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Who stands behind the items of a run, in either dialect.
final class Origins {
    private Origins() {}

    static Sql of(FilterSql dialect, RunRecord run, String user, String tenant) {
        String key = run.level() == Level.SESSION ? "session_id" : "trace_id";
        String member = run.level() == Level.SESSION ? "item_id" : "trace_id";
        return Sql.of("SELECT DISTINCT " + key + " AS origin_key,")
                .add(value(dialect, user))
                .add("AS user_value,")
                .add(value(dialect, tenant))
                .add(
                        "AS tenant_value FROM events WHERE team_id = ? AND " + EventTable.CAPTURED + " AND " + key
                                + " IN (SELECT " + member + " FROM memberships WHERE run_id = ?)",
                        run.teamId(),
                        run.runId());
    }

    static Store.Origin origin(ResultSet row) throws SQLException {
        return new Store.Origin(
                row.getString("origin_key"), row.getString("user_value"), row.getString("tenant_value"));
    }

    private static Sql value(FilterSql dialect, String property) {
        return property.equals("distinct_id") ? Sql.of("distinct_id") : dialect.property("properties", property);
    }
}
