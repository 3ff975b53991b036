package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.Workspace;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is seen more often in a cluster than in the whole run: models, steps, versions and users.
final class Drivers {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROWS = 12;

    private Drivers() {}

    /// Shares are of traces; listed is what occurs in at least two members and at least a fifth more often than
    /// elsewhere, most striking first (by the share it adds).
    static ObjectNode of(Store store, RunRecord run, int cluster) {
        String member = "SELECT DISTINCT trace_id, cluster_id = " + cluster
                + " AS inside FROM memberships WHERE run_id = " + PointStore.literal(run.runId());
        String sql = "WITH members AS (SELECT trace_id, bool_or(inside) AS inside FROM (" + member
                + ") GROUP BY trace_id), facts AS ("
                + fact("model", "model", "event = '$ai_generation'")
                + " UNION " + fact("step", "span_name", "event = '$ai_span'")
                + " UNION "
                + fact(
                        "version",
                        "coalesce(json_extract_string(properties, '$.\"$ai_version\"'),"
                                + " json_extract_string(properties, '$.\"$app_version\"'),"
                                + " json_extract_string(properties, '$.version'))",
                        "true")
                + " UNION " + fact("user", "nullif(distinct_id, '')", "true")
                + "), totals AS (SELECT count(*) FILTER (inside) AS inner_total, count(*) AS total FROM members),"
                + " counted AS (SELECT kind, value, count(*) FILTER (inside) AS here, count(*) AS everywhere"
                + " FROM facts GROUP BY kind, value)"
                + " SELECT kind, value, here, here / inner_total AS share, everywhere / total AS usual"
                + " FROM counted, totals WHERE here >= 2 AND here / inner_total > 1.2 * everywhere / total"
                + " ORDER BY here / inner_total - everywhere / total DESC, kind, value";
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = answer.putArray("drivers");
        for (List<@Nullable Object> row : store.query(sql, ROWS, PATIENCE).rows()) {
            rows.addObject()
                    .put("kind", String.valueOf(row.get(0)))
                    .put("value", String.valueOf(row.get(1)))
                    .put("items", ((Number) Objects.requireNonNull(row.get(2))).longValue())
                    .put("share", ((Number) Objects.requireNonNull(row.get(3))).doubleValue())
                    .put("usual", ((Number) Objects.requireNonNull(row.get(4))).doubleValue());
        }
        return answer;
    }

    private static String fact(String kind, String value, String where) {
        return "SELECT '" + kind + "' AS kind, e."
                + "value, m.trace_id, m.inside FROM members m JOIN (SELECT trace_id, "
                + value + " AS value FROM events WHERE team_id = " + Workspace.TEAM + " AND " + where
                + ") e ON e.trace_id = m.trace_id WHERE e.value IS NOT NULL";
    }
}
