package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.score.Judgement;
import dev.tracemap.score.Rubric;
import dev.tracemap.score.Score;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.score.Wilson;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The tables `scores`, one row per item, revision, rubric and judge, and `cluster_scores`.
final class ScoreTable {
    static final String RATES =
            "SELECT * FROM cluster_scores WHERE run_id = ? ORDER BY cluster_id < 0, cluster_id, rubric";

    private ScoreTable() {}

    static void save(Connection connection, long teamId, List<Score> scores) throws SQLException {
        for (Score score : scores) {
            Sql.of(
                            "INSERT OR REPLACE INTO scores VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, make_timestamp(?))",
                            row(teamId, score).stream()
                                    .map(value -> value instanceof Instant at ? (Object) Sql.micros(at) : value)
                                    .toArray())
                    .execute(connection);
        }
    }

    /// In the order of the table.
    static List<@Nullable Object> row(long teamId, Score score) {
        Judgement judgement = score.judgement();
        return Arrays.asList(
                teamId,
                score.level().wire(),
                score.itemId(),
                score.revision(),
                score.rubric(),
                score.version(),
                score.judge(),
                judgement == null ? null : (Integer) judgement.value(),
                judgement == null ? "" : judgement.reason(),
                Json.write(judgement == null ? List.of() : judgement.lineRefs()),
                score.at());
    }

    static List<Score> find(Connection connection, long teamId, Rubric rubric, List<ItemRef> items)
            throws SQLException {
        List<Score> found = new ArrayList<>();
        for (Map.Entry<Level, Map<String, String>> wanted : revisions(items).entrySet()) {
            Sql.of(
                            "SELECT * REPLACE (epoch_us(created_at) AS created_at) FROM scores WHERE team_id = ?"
                                    + " AND level = ? AND rubric = ? AND version = ? AND item_id IN (SELECT unnest(?))"
                                    + " ORDER BY created_at DESC, item_id, judge",
                            teamId,
                            wanted.getKey().wire(),
                            rubric.name(),
                            rubric.version(),
                            wanted.getValue().keySet())
                    .list(connection, row -> score(wanted.getKey(), row))
                    .stream()
                    .filter(score -> score.revision().equals(wanted.getValue().get(score.itemId())))
                    .forEach(found::add);
        }
        return found;
    }

    /// The revision asked for of each item, by level and id.
    static Map<Level, Map<String, String>> revisions(List<ItemRef> items) {
        Map<Level, Map<String, String>> revisions = new LinkedHashMap<>();
        items.forEach(item -> revisions
                .computeIfAbsent(item.level(), _ -> new LinkedHashMap<>())
                .put(item.id(), item.revision()));
        return revisions;
    }

    static Score score(Level level, ResultSet row) throws SQLException {
        Integer value = Sql.nullableInt(row, "score");
        return new Score(
                level,
                row.getString("item_id"),
                row.getString("revision"),
                row.getString("rubric"),
                row.getString("version"),
                row.getString("judge"),
                value == null
                        ? null
                        : new Judgement(value, row.getString("reason"), Json.texts(row.getString("line_refs"))),
                Sql.instant(row.getLong("created_at")));
    }

    /// Rates of one rubric in the place of its former ones, in the run's event too, where it is out.
    static void saveRates(DuckDBConnection connection, String runId, String rubric, List<ScoreRate> rates)
            throws SQLException {
        Sql.of("DELETE FROM cluster_scores WHERE run_id = ? AND rubric = ?", runId, rubric)
                .execute(connection);
        for (ScoreRate rate : rates) {
            Sql.of(
                            "INSERT INTO cluster_scores VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            row(runId, rate).toArray())
                    .execute(connection);
        }
        List<ScoreRate> all = rates(connection, runId);
        for (Event event : RunTable.events(connection, runId)) {
            note(event, all);
            EventTable.replace(connection, List.of(event));
        }
    }

    /// In the order of the table.
    static List<Object> row(String runId, ScoreRate rate) {
        return List.of(
                runId,
                rate.clusterId(),
                rate.rubric(),
                rate.scale().wire(),
                rate.n(),
                rate.share(),
                rate.interval().low(),
                rate.interval().high(),
                rate.mean());
    }

    /// Writes all rates of a run into its event.
    static void note(Event runEvent, List<ScoreRate> rates) {
        Map<Integer, ArrayNode> byCluster = new HashMap<>();
        rates.forEach(rate -> byCluster
                .computeIfAbsent(rate.clusterId(), _ -> Json.newObject().arrayNode())
                .add(rate.toJson()));
        runEvent.properties().path("$ai_clusters").forEach(cluster -> {
            ArrayNode scores = byCluster.get(cluster.path("cluster_id").asInt());
            if (scores != null && cluster instanceof ObjectNode judged) {
                judged.set("scores", scores);
            }
        });
    }

    static List<ScoreRate> rates(Connection connection, String runId) throws SQLException {
        return Sql.of(RATES, runId).list(connection, ScoreTable::rate);
    }

    static ScoreRate rate(ResultSet row) throws SQLException {
        return new ScoreRate(
                row.getInt("cluster_id"),
                row.getString("rubric"),
                Rubric.Scale.fromWire(row.getString("scale")),
                row.getInt("n"),
                row.getDouble("share"),
                new Wilson(row.getDouble("low"), row.getDouble("high")),
                row.getDouble("mean"));
    }

    static void forgetRates(Connection connection, String runId) throws SQLException {
        Sql.of("DELETE FROM cluster_scores WHERE run_id = ?", runId).execute(connection);
    }
}
