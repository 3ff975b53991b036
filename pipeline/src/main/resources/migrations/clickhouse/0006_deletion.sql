-- What a deletion is about to remove; empty while there is none.
CREATE TABLE IF NOT EXISTS doomed_traces {on_cluster} (
    row_version Int64,
    id String
) ENGINE = {engine}MergeTree(row_version)
ORDER BY id;

CREATE TABLE IF NOT EXISTS doomed_sessions {on_cluster} (
    row_version Int64,
    id String
) ENGINE = {engine}MergeTree(row_version)
ORDER BY id;
