-- What the finished stages of an unfinished run have made, as far as it is not in other tables.
CREATE TABLE stage_outcomes (
    run_id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    PRIMARY KEY (run_id, stage)
);
