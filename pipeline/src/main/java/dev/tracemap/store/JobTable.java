package dev.tracemap.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The tables `jobs` and `schedule_marks`.
final class JobTable {
    private JobTable() {}

    static void save(Connection connection, JobRecord job) throws SQLException {
        Sql.of(
                        "INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, make_timestamp(?))",
                        job.teamId(),
                        job.jobId(),
                        job.name(),
                        job.level(),
                        Json.write(job.inputs()),
                        job.schedule(),
                        job.enabled(),
                        Sql.micros(job.createdAt()))
                .execute(connection);
    }

    static boolean delete(Connection connection, long teamId, String jobId) throws SQLException {
        Sql.of("DELETE FROM schedule_marks WHERE team_id = ? AND name = ?", teamId, jobId)
                .execute(connection);
        return Sql.of("DELETE FROM jobs WHERE team_id = ? AND job_id = ? RETURNING job_id", teamId, jobId)
                .first(connection, row -> true)
                .isPresent();
    }

    static List<JobRecord> list(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT * REPLACE (epoch_us(created_at) AS created_at) FROM jobs WHERE team_id = ?"
                                + " ORDER BY created_at, job_id",
                        teamId)
                .list(connection, JobTable::job);
    }

    static JobRecord job(ResultSet row) throws SQLException {
        return new JobRecord(
                row.getLong("team_id"),
                row.getString("job_id"),
                row.getString("name"),
                row.getString("level"),
                Json.object(row.getString("inputs")),
                row.getString("schedule"),
                row.getBoolean("enabled"),
                Sql.instant(row.getLong("created_at")));
    }

    /// Teams that have sent anything or keep a job.
    static List<Long> teams(Connection connection) throws SQLException {
        return Sql.of("SELECT team_id FROM events UNION SELECT team_id FROM jobs ORDER BY team_id")
                .list(connection, row -> row.getLong(1));
    }

    static void save(Connection connection, ScheduleMark mark) throws SQLException {
        Sql.of(
                        "INSERT OR REPLACE INTO schedule_marks VALUES (?, ?, make_timestamp(?), ?)",
                        mark.teamId(),
                        mark.name(),
                        Sql.micros(mark.slot()),
                        mark.note())
                .execute(connection);
    }

    static List<ScheduleMark> marks(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT team_id, name, epoch_us(slot) AS slot, note FROM schedule_marks WHERE team_id = ?"
                                + " ORDER BY name",
                        teamId)
                .list(connection, JobTable::mark);
    }

    static ScheduleMark mark(ResultSet row) throws SQLException {
        return new ScheduleMark(
                row.getLong("team_id"), row.getString("name"), Sql.instant(row.getLong("slot")), row.getString("note"));
    }
}
