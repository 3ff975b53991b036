package dev.tracemap.store;

import dev.tracemap.score.Rubric;
import dev.tracemap.score.Score;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The tables `scores` and `cluster_scores` in ClickHouse.
final class ClickHouseScores {
    private static final String SCORE = "row_version, team_id, level, item_id, revision, rubric, version, judge, score,"
            + " reason, line_refs, created_at";
    private static final String RATE = "row_version, run_id, cluster_id, rubric, scale, n, share, low, high, mean";

    private ClickHouseScores() {}

    static void save(Connection connection, long teamId, List<Score> scores, long version) throws SQLException {
        ClickHouseRows.insert(
                connection,
                "scores",
                SCORE,
                scores.stream()
                        .map(score -> ClickHouseDerived.versioned(ScoreTable.row(teamId, score), version))
                        .toList());
    }

    static List<Score> find(Connection connection, long teamId, Rubric rubric, List<ItemRef> items)
            throws SQLException {
        List<Score> found = new ArrayList<>();
        for (var wanted : ScoreTable.revisions(items).entrySet()) {
            Map<String, String> revisions = wanted.getValue();
            Sql.of(
                            "SELECT * REPLACE (toUnixTimestamp64Micro(created_at) AS created_at) FROM scores WHERE team_id = ?"
                                    + " AND level = ? AND rubric = ? AND version = ?"
                                    + " AND item_id IN (SELECT arrayJoin(CAST(? AS Array(String))))"
                                    + " ORDER BY created_at DESC, item_id, judge",
                            teamId,
                            wanted.getKey().wire(),
                            rubric.name(),
                            rubric.version(),
                            revisions.keySet())
                    .list(connection, row -> ScoreTable.score(wanted.getKey(), row))
                    .stream()
                    .filter(score -> score.revision().equals(revisions.get(score.itemId())))
                    .forEach(found::add);
        }
        return found;
    }

    static void saveRates(Connection connection, String runId, String rubric, List<ScoreRate> rates, long version)
            throws SQLException {
        Sql.of("DELETE FROM cluster_scores WHERE run_id = ? AND rubric = ?", runId, rubric)
                .execute(connection);
        ClickHouseRows.insert(
                connection,
                "cluster_scores",
                RATE,
                rates.stream()
                        .map(rate -> ClickHouseDerived.versioned(ScoreTable.row(runId, rate), version))
                        .toList());
        List<ScoreRate> all = rates(connection, runId);
        for (Event event : ClickHouseLabels.runEvents(connection, runId)) {
            ScoreTable.note(event, all);
            ClickHouseEvents.replace(connection, List.of(event), version);
        }
    }

    static List<ScoreRate> rates(Connection connection, String runId) throws SQLException {
        return Sql.of(ScoreTable.RATES, runId).list(connection, ScoreTable::rate);
    }
}
