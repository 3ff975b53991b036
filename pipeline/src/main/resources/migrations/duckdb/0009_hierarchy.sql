-- The broader groups over a run's clusters.
CREATE TABLE hierarchy (
    run_id VARCHAR NOT NULL,
    node_id VARCHAR NOT NULL,
    parent_id VARCHAR,
    depth INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    clusters INTEGER[] NOT NULL,
    items INTEGER NOT NULL,
    share DOUBLE NOT NULL,
    average_cost_usd DOUBLE,
    total_cost_usd DOUBLE,
    missing_cost INTEGER NOT NULL,
    average_latency DOUBLE,
    p95_latency DOUBLE,
    average_input_tokens DOUBLE,
    average_output_tokens DOUBLE,
    error_rate DOUBLE NOT NULL,
    tool_error_rate DOUBLE
);
