-- How far the naming of an unfinished run's clusters has come.
CREATE TABLE label_progress (
    run_id VARCHAR PRIMARY KEY,
    progress JSON NOT NULL
);
