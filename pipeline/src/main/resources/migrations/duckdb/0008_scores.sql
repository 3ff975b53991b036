-- What was judged of items by a user's rubrics.
CREATE TABLE scores (
    team_id BIGINT NOT NULL,
    level VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    revision VARCHAR NOT NULL,
    rubric VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    judge VARCHAR NOT NULL,
    score INTEGER,
    reason VARCHAR NOT NULL,
    line_refs JSON NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (team_id, level, item_id, revision, rubric, version, judge)
);

-- What follows for the clusters of a run.
CREATE TABLE cluster_scores (
    run_id VARCHAR NOT NULL,
    cluster_id INTEGER NOT NULL,
    rubric VARCHAR NOT NULL,
    scale VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    share DOUBLE NOT NULL,
    low DOUBLE NOT NULL,
    high DOUBLE NOT NULL,
    mean DOUBLE NOT NULL
);
