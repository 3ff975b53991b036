CREATE TABLE jobs (
    team_id BIGINT NOT NULL,
    job_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    inputs JSON NOT NULL,
    schedule VARCHAR NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (team_id, job_id)
);

-- When something that happens by the clock was last dealt with, and what came of it.
CREATE TABLE schedule_marks (
    team_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    slot TIMESTAMP NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (team_id, name)
);

ALTER TABLE runs ADD COLUMN attempt INTEGER;
