package dev.tracemap.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The tables `jobs` and `schedule_marks` in ClickHouse.
final class ClickHouseJobs {
    private static final String JOB =
            "row_version, team_id, job_id, name, level, inputs, schedule, enabled, created_at";

    private ClickHouseJobs() {}

    static void save(Connection connection, JobRecord job, long version) throws SQLException {
        List<Object> row = List.of(
                version,
                job.teamId(),
                job.jobId(),
                job.name(),
                job.level(),
                Json.write(job.inputs()),
                job.schedule(),
                job.enabled(),
                job.createdAt());
        ClickHouseRows.insert(connection, "jobs", JOB, List.of(row));
    }

    static boolean delete(Connection connection, long teamId, String jobId) throws SQLException {
        Sql.of("DELETE FROM schedule_marks WHERE team_id = ? AND name = ?", teamId, jobId)
                .execute(connection);
        boolean found = Sql.of("SELECT 1 FROM jobs WHERE team_id = ? AND job_id = ?", teamId, jobId)
                .first(connection, row -> true)
                .isPresent();
        if (found) {
            Sql.of("DELETE FROM jobs WHERE team_id = ? AND job_id = ?", teamId, jobId)
                    .execute(connection);
        }
        return found;
    }

    static List<JobRecord> list(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT * REPLACE (toUnixTimestamp64Micro(created_at) AS created_at) FROM jobs"
                                + " WHERE team_id = ? ORDER BY created_at, job_id",
                        teamId)
                .list(connection, JobTable::job);
    }

    /// Teams that have sent anything or keep a job.
    static List<Long> teams(Connection connection) throws SQLException {
        return Sql.of("SELECT team_id FROM (SELECT DISTINCT team_id FROM events UNION DISTINCT"
                        + " SELECT DISTINCT team_id FROM jobs) ORDER BY team_id")
                .list(connection, row -> row.getLong(1));
    }

    static void save(Connection connection, ScheduleMark mark, long version) throws SQLException {
        ClickHouseRows.insert(
                connection,
                "schedule_marks",
                "row_version, team_id, name, slot, note",
                List.of(List.of(version, mark.teamId(), mark.name(), mark.slot(), mark.note())));
    }

    static List<ScheduleMark> marks(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT team_id, name, toUnixTimestamp64Micro(slot) AS slot, note FROM schedule_marks"
                                + " WHERE team_id = ? ORDER BY name",
                        teamId)
                .list(connection, JobTable::mark);
    }
}
