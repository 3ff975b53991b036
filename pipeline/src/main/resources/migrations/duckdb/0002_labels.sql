-- Every naming of a run's clusters, so that a name can be traced to who gave it.
CREATE TABLE labels (
    run_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    cluster_id INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    named_by VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL
);
