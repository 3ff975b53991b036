-- Clusters that are watched for, and the items that were found.
CREATE TABLE monitors (
    team_id BIGINT NOT NULL,
    monitor_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    cluster_id INTEGER NOT NULL,
    axis VARCHAR NOT NULL,
    rule JSON NOT NULL,
    back_test JSON NOT NULL,
    standing JSON NOT NULL,
    watched_from TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (team_id, monitor_id)
);

CREATE TABLE monitor_hits (
    team_id BIGINT NOT NULL,
    monitor_id VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    trace_ids VARCHAR[] NOT NULL,
    timestamp TIMESTAMP NOT NULL,
    failed BOOLEAN NOT NULL,
    found_at TIMESTAMP NOT NULL
);
