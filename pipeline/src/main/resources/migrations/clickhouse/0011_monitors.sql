-- Clusters that are watched for, and the items that were found.
CREATE TABLE IF NOT EXISTS monitors {on_cluster} (
    row_version Int64,
    team_id Int64,
    monitor_id String,
    name String,
    level String,
    run_id String,
    cluster_id Int32,
    axis String,
    rule String CODEC(ZSTD),
    back_test String,
    standing String,
    watched_from DateTime64(6, 'UTC'),
    created_at DateTime64(6, 'UTC')
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, monitor_id);

CREATE TABLE IF NOT EXISTS monitor_hits {on_cluster} (
    row_version Int64,
    team_id Int64,
    monitor_id String,
    level String,
    item_id String,
    trace_ids Array(String),
    timestamp DateTime64(6, 'UTC'),
    failed Bool,
    found_at DateTime64(6, 'UTC')
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, monitor_id, item_id);
