package dev.tracemap.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table `model_batches` in ClickHouse: one row per batch that is under way.
final class ClickHouseBatches {
    private static final String BATCH =
            "row_version, file_id, team_id, work, batch_id, summarizer, submitted_at, questions";

    private ClickHouseBatches() {}

    static void save(Connection connection, ModelBatch batch, long version) throws SQLException {
        List<@Nullable Object> row = Arrays.asList(
                version,
                batch.fileId(),
                batch.teamId(),
                batch.work(),
                batch.batchId(),
                batch.summarizer(),
                batch.submittedAt(),
                Json.write(batch.questions()));
        ClickHouseRows.insert(connection, "model_batches", BATCH, List.of(row));
    }

    static List<ModelBatch> of(Connection connection, long teamId, String work) throws SQLException {
        return Sql.of(
                        "SELECT * REPLACE (toUnixTimestamp64Micro(submitted_at) AS submitted_at) FROM model_batches"
                                + " WHERE team_id = ? AND work = ? ORDER BY submitted_at, file_id",
                        teamId,
                        work)
                .list(connection, ModelBatchTable::batch);
    }

    /// Of all the team's work.
    static List<ModelBatch> of(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT * REPLACE (toUnixTimestamp64Micro(submitted_at) AS submitted_at) FROM model_batches"
                                + " WHERE team_id = ? ORDER BY file_id",
                        teamId)
                .list(connection, ModelBatchTable::batch);
    }

    static void forget(Connection connection, long teamId, String fileId) throws SQLException {
        Sql.of("DELETE FROM model_batches WHERE team_id = ? AND file_id = ?", teamId, fileId)
                .execute(connection);
    }
}
