-- What goes with a cluster of a run, and with what goes wrong in it.
CREATE TABLE IF NOT EXISTS drivers {on_cluster} (
    row_version Int64,
    run_id String,
    cluster_id Int32,
    position Int32,
    subject String,
    step Nullable(String),
    property String,
    value Nullable(String),
    items Int32,
    here Float64,
    elsewhere Float64,
    effect Float64,
    p Float64,
    q Float64
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (run_id, cluster_id, position);
