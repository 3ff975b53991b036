-- Times are UTC. Columns described in store/schema.md.
CREATE TABLE events (
    uuid VARCHAR NOT NULL,
    team_id BIGINT NOT NULL,
    event VARCHAR NOT NULL,
    timestamp TIMESTAMP NOT NULL,
    distinct_id VARCHAR NOT NULL,
    properties JSON NOT NULL,
    trace_id VARCHAR,
    session_id VARCHAR,
    span_id VARCHAR,
    parent_id VARCHAR,
    span_name VARCHAR,
    model VARCHAR,
    provider VARCHAR,
    input_tokens BIGINT,
    output_tokens BIGINT,
    cache_read_input_tokens BIGINT,
    cache_creation_input_tokens BIGINT,
    reasoning_tokens BIGINT,
    total_cost_usd DOUBLE,
    latency DOUBLE,
    is_error BOOLEAN NOT NULL,
    error VARCHAR,
    started_at TIMESTAMP NOT NULL,
    uuid_hash BIGINT NOT NULL
);

CREATE TABLE item_digests (
    team_id BIGINT NOT NULL,
    level VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    summarizer VARCHAR NOT NULL,
    revision VARCHAR NOT NULL,
    trace_ids VARCHAR[] NOT NULL,
    timestamp TIMESTAMP NOT NULL,
    title VARCHAR NOT NULL,
    summary JSON NOT NULL,
    facets JSON NOT NULL,
    cost_usd DOUBLE,
    latency DOUBLE,
    input_tokens BIGINT,
    output_tokens BIGINT,
    has_error BOOLEAN NOT NULL,
    tool_calls INTEGER NOT NULL,
    tool_errors INTEGER NOT NULL,
    text_length INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE vectors (
    model VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,
    dimensions INTEGER NOT NULL,
    vector BLOB NOT NULL
);

CREATE TABLE item_embeddings (
    team_id BIGINT NOT NULL,
    level VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    document_type VARCHAR NOT NULL,
    rendering VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    revision VARCHAR NOT NULL,
    trace_ids VARCHAR[] NOT NULL,
    text_hash VARCHAR NOT NULL
);

CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY,
    team_id BIGINT NOT NULL,
    level VARCHAR NOT NULL,
    job_id VARCHAR,
    job_name VARCHAR,
    status VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    progress DOUBLE NOT NULL,
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    window_start TIMESTAMP NOT NULL,
    window_end TIMESTAMP NOT NULL,
    inputs JSON NOT NULL,
    items INTEGER NOT NULL,
    clusters INTEGER NOT NULL,
    noise INTEGER NOT NULL,
    seconds DOUBLE NOT NULL,
    warnings JSON NOT NULL,
    error VARCHAR,
    event_uuid VARCHAR
);

CREATE TABLE clusters (
    run_id VARCHAR NOT NULL,
    cluster_id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    centroid BLOB NOT NULL,
    x DOUBLE NOT NULL,
    y DOUBLE NOT NULL,
    persistence DOUBLE NOT NULL,
    exemplars JSON NOT NULL,
    top_sequences JSON NOT NULL,
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

CREATE TABLE memberships (
    run_id VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    trace_id VARCHAR NOT NULL,
    cluster_id INTEGER NOT NULL,
    probability DOUBLE,
    second_cluster_id INTEGER,
    second_probability DOUBLE,
    distance_to_centroid DOUBLE,
    rank INTEGER,
    x DOUBLE NOT NULL,
    y DOUBLE NOT NULL,
    title VARCHAR NOT NULL,
    timestamp TIMESTAMP NOT NULL
);
