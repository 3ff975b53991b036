-- The broader groups over a run's clusters.
CREATE TABLE IF NOT EXISTS hierarchy {on_cluster} (
    row_version Int64,
    run_id String,
    node_id String,
    parent_id Nullable(String),
    depth Int32,
    title String,
    description String,
    clusters Array(Int32),
    items Int32,
    share Float64,
    average_cost_usd Nullable(Float64),
    total_cost_usd Nullable(Float64),
    missing_cost Int32,
    average_latency Nullable(Float64),
    p95_latency Nullable(Float64),
    average_input_tokens Nullable(Float64),
    average_output_tokens Nullable(Float64),
    error_rate Float64,
    tool_error_rate Nullable(Float64)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (run_id, node_id);
