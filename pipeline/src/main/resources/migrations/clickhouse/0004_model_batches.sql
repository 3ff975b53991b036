-- Batches of questions that a model server is working on for an unfinished run.
CREATE TABLE IF NOT EXISTS model_batches {on_cluster} (
    row_version Int64,
    file_id String,
    team_id Int64,
    work String,
    batch_id Nullable(String),
    summarizer String,
    submitted_at DateTime64(6, 'UTC'),
    questions String CODEC(ZSTD)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY file_id;
