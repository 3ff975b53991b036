-- What a run's clusters look like to items that were not clustered, and where those were put.
CREATE TABLE IF NOT EXISTS centroids {on_cluster} (
    row_version Int64,
    run_id String,
    cluster_id Int32,
    radius Float64,
    vector Array(Float32)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (run_id, cluster_id);

-- Of runs that are at work; what counts is copied to memberships when they are complete.
CREATE TABLE IF NOT EXISTS assignments {on_cluster} (
    row_version Int64,
    run_id String,
    item_id String,
    trace_id String,
    cluster_id Int32,
    probability Nullable(Float64),
    distance Nullable(Float64),
    clustered Bool
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (run_id, item_id);

ALTER TABLE memberships {on_cluster} ADD COLUMN IF NOT EXISTS assigned Bool DEFAULT false;
