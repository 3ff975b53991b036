-- Batches of questions that a model server is working on for an unfinished run.
CREATE TABLE model_batches (
    file_id VARCHAR PRIMARY KEY,
    team_id BIGINT NOT NULL,
    work VARCHAR NOT NULL,
    batch_id VARCHAR,
    summarizer VARCHAR NOT NULL,
    submitted_at TIMESTAMP NOT NULL,
    questions JSON NOT NULL
);
