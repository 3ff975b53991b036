CREATE TABLE IF NOT EXISTS jobs {on_cluster} (
    row_version Int64,
    team_id Int64,
    job_id String,
    name String,
    level String,
    inputs String,
    schedule String,
    enabled Bool,
    created_at DateTime64(6, 'UTC')
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, job_id);

-- When something that happens by the clock was last dealt with, and what came of it.
CREATE TABLE IF NOT EXISTS schedule_marks {on_cluster} (
    row_version Int64,
    team_id Int64,
    name String,
    slot DateTime64(6, 'UTC'),
    note String
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, name);

ALTER TABLE runs {on_cluster} ADD COLUMN IF NOT EXISTS attempt Nullable(Int32);
