package dev.tracemap.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The table `model_batches`: one row per batch that is under way.
final class ModelBatchTable {
    private ModelBatchTable() {}

    static void save(Connection connection, ModelBatch batch) throws SQLException {
        Sql.of(
                        "INSERT OR REPLACE INTO model_batches VALUES (?, ?, ?, ?, ?, make_timestamp(?), ?)",
                        batch.fileId(),
                        batch.teamId(),
                        batch.work(),
                        batch.batchId(),
                        batch.summarizer(),
                        Sql.micros(batch.submittedAt()),
                        Json.write(batch.questions()))
                .execute(connection);
    }

    static List<ModelBatch> of(Connection connection, long teamId, String work) throws SQLException {
        return Sql.of(
                        "SELECT * REPLACE (epoch_us(submitted_at) AS submitted_at) FROM model_batches"
                                + " WHERE team_id = ? AND work = ? ORDER BY submitted_at, file_id",
                        teamId,
                        work)
                .list(connection, ModelBatchTable::batch);
    }

    /// Of all the team's work.
    static List<ModelBatch> of(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT * REPLACE (epoch_us(submitted_at) AS submitted_at) FROM model_batches"
                                + " WHERE team_id = ? ORDER BY file_id",
                        teamId)
                .list(connection, ModelBatchTable::batch);
    }

    static void forget(Connection connection, long teamId, String fileId) throws SQLException {
        Sql.of("DELETE FROM model_batches WHERE team_id = ? AND file_id = ?", teamId, fileId)
                .execute(connection);
    }

    static void forgetWork(Connection connection, String work) throws SQLException {
        Sql.of("DELETE FROM model_batches WHERE work = ?", work).execute(connection);
    }

    static ModelBatch batch(ResultSet row) throws SQLException {
        return new ModelBatch(
                row.getLong("team_id"),
                row.getString("work"),
                row.getString("file_id"),
                row.getString("batch_id"),
                row.getString("summarizer"),
                Sql.instant(row.getLong("submitted_at")),
                Json.asked(row.getString("questions")));
    }
}
