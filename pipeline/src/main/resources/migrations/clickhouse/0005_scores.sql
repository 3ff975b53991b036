-- What was judged of items by a user's rubrics.
CREATE TABLE IF NOT EXISTS scores {on_cluster} (
    row_version Int64,
    team_id Int64,
    level String,
    item_id String,
    revision String,
    rubric String,
    version String,
    judge String,
    score Nullable(Int32),
    reason String,
    line_refs String,
    created_at DateTime64(6, 'UTC')
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, level, item_id, revision, rubric, version, judge);

-- What follows for the clusters of a run.
CREATE TABLE IF NOT EXISTS cluster_scores {on_cluster} (
    row_version Int64,
    run_id String,
    cluster_id Int32,
    rubric String,
    scale String,
    n Int32,
    share Float64,
    low Float64,
    high Float64,
    mean Float64
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (run_id, rubric, cluster_id);
