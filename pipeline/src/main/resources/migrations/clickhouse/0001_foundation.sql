-- The tables of the contract. Of rows with the same key the one with the greatest row_version counts; reading with the
-- setting final = 1 shows only that one. Times are UTC. Columns described in store/schema.md.
--
-- Sorted by trace, since reading whole traces is what costs most; small granules, since a sample's traces lie far apart.
CREATE TABLE IF NOT EXISTS events {on_cluster} (
    row_version Int64,
    uuid String CODEC(ZSTD),
    team_id Int64,
    event LowCardinality(String),
    timestamp DateTime64(6, 'UTC'),
    distinct_id String,
    properties String CODEC(ZSTD),
    trace_id Nullable(String),
    session_id Nullable(String),
    span_id Nullable(String),
    parent_id Nullable(String),
    span_name Nullable(String),
    model LowCardinality(Nullable(String)),
    provider LowCardinality(Nullable(String)),
    input_tokens Nullable(Int64),
    output_tokens Nullable(Int64),
    cache_read_input_tokens Nullable(Int64),
    cache_creation_input_tokens Nullable(Int64),
    reasoning_tokens Nullable(Int64),
    total_cost_usd Nullable(Float64),
    latency Nullable(Float64),
    is_error Bool,
    error Nullable(String),
    started_at DateTime64(6, 'UTC'),
    uuid_hash Int64
) ENGINE = {engine}MergeTree(row_version)
PARTITION BY toYYYYMM(started_at)
ORDER BY (team_id, trace_id, uuid)
SETTINGS allow_nullable_key = 1, index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- Which events there are, by the hash of team and uuid, so that a batch finds its duplicates by the index.
CREATE TABLE IF NOT EXISTS event_keys {on_cluster} (
    row_version Int64,
    uuid_hash Int64,
    trace_id Nullable(String)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (uuid_hash, trace_id)
SETTINGS allow_nullable_key = 1, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS event_keys_feed {on_cluster} TO event_keys
AS SELECT row_version, uuid_hash, trace_id FROM events;

CREATE TABLE IF NOT EXISTS item_digests {on_cluster} (
    row_version Int64,
    team_id Int64,
    level LowCardinality(String),
    item_id String,
    summarizer LowCardinality(String),
    revision String,
    trace_ids Array(String),
    timestamp DateTime64(6, 'UTC'),
    title String,
    summary String CODEC(ZSTD),
    facets String CODEC(ZSTD),
    cost_usd Nullable(Float64),
    latency Nullable(Float64),
    input_tokens Nullable(Int64),
    output_tokens Nullable(Int64),
    has_error Bool,
    tool_calls Int32,
    tool_errors Int32,
    text_length Int32,
    created_at DateTime64(6, 'UTC'),
    model_facets Nullable(String)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, level, summarizer, item_id);

CREATE TABLE IF NOT EXISTS vectors {on_cluster} (
    row_version Int64,
    model LowCardinality(String),
    text_hash String,
    dimensions Int32,
    vector Array(Float32) CODEC(NONE)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (model, text_hash);

CREATE TABLE IF NOT EXISTS item_embeddings {on_cluster} (
    row_version Int64,
    team_id Int64,
    level LowCardinality(String),
    item_id String,
    document_type LowCardinality(String),
    rendering LowCardinality(String),
    model LowCardinality(String),
    revision String,
    trace_ids Array(String),
    text_hash String
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, document_type, rendering, model, level, item_id);

CREATE TABLE IF NOT EXISTS runs {on_cluster} (
    row_version Int64,
    run_id String,
    team_id Int64,
    level LowCardinality(String),
    job_id Nullable(String),
    job_name Nullable(String),
    status LowCardinality(String),
    stage LowCardinality(String),
    progress Float64,
    created_at DateTime64(6, 'UTC'),
    finished_at Nullable(DateTime64(6, 'UTC')),
    window_start DateTime64(6, 'UTC'),
    window_end DateTime64(6, 'UTC'),
    inputs String,
    items Int32,
    clusters Int32,
    noise Int32,
    seconds Float64,
    warnings String,
    error Nullable(String),
    event_uuid Nullable(String)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY run_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS clusters {on_cluster} (
    row_version Int64,
    run_id String,
    cluster_id Int32,
    size Int32,
    title String,
    description String,
    centroid Array(Float32),
    x Float64,
    y Float64,
    persistence Float64,
    exemplars String,
    top_sequences String,
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
ORDER BY (run_id, cluster_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS memberships {on_cluster} (
    row_version Int64,
    run_id String,
    item_id String,
    trace_id String,
    cluster_id Int32,
    probability Nullable(Float64),
    second_cluster_id Nullable(Int32),
    second_probability Nullable(Float64),
    distance_to_centroid Nullable(Float64),
    rank Nullable(Int32),
    x Float64,
    y Float64,
    title String,
    timestamp DateTime64(6, 'UTC')
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (run_id, item_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS labels {on_cluster} (
    row_version Int64,
    run_id String,
    version Int32,
    cluster_id Int32,
    title String,
    description String,
    named_by LowCardinality(String),
    created_at DateTime64(6, 'UTC')
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (run_id, version, cluster_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS model_use {on_cluster} (
    row_version Int64,
    team_id Int64,
    work String,
    stage LowCardinality(String),
    model LowCardinality(String),
    called_at DateTime64(6, 'UTC'),
    calls Int64,
    input_tokens Int64,
    output_tokens Int64,
    input_chars Int64,
    cost_usd Nullable(Float64)
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, called_at, work, stage, model, row_version);

CREATE TABLE IF NOT EXISTS label_progress {on_cluster} (
    row_version Int64,
    run_id String,
    progress String
) ENGINE = {engine}MergeTree(row_version)
ORDER BY run_id;
