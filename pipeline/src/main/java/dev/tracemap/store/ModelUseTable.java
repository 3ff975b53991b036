package dev.tracemap.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The table `model_use`: one row per call.
final class ModelUseTable {
    private ModelUseTable() {}

    static void save(DuckDBConnection connection, ModelUse use) throws SQLException {
        try (Rows rows = Rows.into(connection, "model_use")) {
            rows.add(row(use).toArray());
        }
    }

    /// The columns of the table.
    static List<@Nullable Object> row(ModelUse use) {
        return Arrays.asList(
                use.teamId(),
                use.work(),
                use.stage(),
                use.model(),
                use.at(),
                use.calls(),
                use.inputTokens(),
                use.outputTokens(),
                use.inputChars(),
                use.costUsd());
    }

    static List<ModelUse> since(Connection connection, long teamId, Instant since) throws SQLException {
        return Sql.of(
                        "SELECT team_id, work, stage, model, epoch_us(max(called_at)) AS called_at, sum(calls)::BIGINT AS calls,"
                                + " sum(input_tokens)::BIGINT AS input_tokens,"
                                + " sum(output_tokens)::BIGINT AS output_tokens,"
                                + " sum(input_chars)::BIGINT AS input_chars, sum(cost_usd) AS cost_usd"
                                + " FROM model_use WHERE team_id = ? AND called_at >= make_timestamp(?)"
                                + " GROUP BY team_id, work, stage, model ORDER BY work, stage, model",
                        teamId,
                        Sql.micros(since))
                .list(connection, ModelUseTable::use);
    }

    static ModelUse use(ResultSet row) throws SQLException {
        return new ModelUse(
                row.getLong("team_id"),
                row.getString("work"),
                row.getString("stage"),
                row.getString("model"),
                Sql.instant(row.getLong("called_at")),
                row.getLong("calls"),
                row.getLong("input_tokens"),
                row.getLong("output_tokens"),
                row.getLong("input_chars"),
                Sql.nullableDouble(row, "cost_usd"));
    }
}
