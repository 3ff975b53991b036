-- What the finished stages of an unfinished run have made, as far as it is not in other tables.
CREATE TABLE IF NOT EXISTS stage_outcomes {on_cluster} (
    row_version Int64,
    run_id String,
    stage String,
    outcome String CODEC(ZSTD)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (run_id, stage);
