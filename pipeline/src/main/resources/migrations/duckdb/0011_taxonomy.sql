-- What people changed about the clusters: one row for an edit in each run that it stands in.
CREATE TABLE taxonomy_edits (
    team_id BIGINT NOT NULL,
    edit_id INTEGER NOT NULL,
    run_id VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    clusters JSON NOT NULL,
    text VARCHAR NOT NULL,
    made_by VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    over BOOLEAN NOT NULL,
    remark VARCHAR NOT NULL,
    parts JSON NOT NULL,
    PRIMARY KEY (team_id, edit_id, run_id)
);
