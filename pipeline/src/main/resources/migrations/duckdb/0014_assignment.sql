-- What a run's clusters look like to items that were not clustered, and where those were put.
CREATE TABLE centroids (
    run_id VARCHAR NOT NULL,
    cluster_id INTEGER NOT NULL,
    radius DOUBLE NOT NULL,
    vector FLOAT[] NOT NULL
);

-- Of runs that are at work; what counts is copied to memberships when they are complete.
CREATE TABLE assignments (
    run_id VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    trace_id VARCHAR NOT NULL,
    cluster_id INTEGER NOT NULL,
    probability DOUBLE,
    distance DOUBLE,
    clustered BOOLEAN NOT NULL
);

ALTER TABLE memberships ADD COLUMN assigned BOOLEAN DEFAULT false;

-- The same numbers as in vector: bytes are what the program reads fast, a list what the engine reckons with.
ALTER TABLE vectors ADD COLUMN numbers FLOAT[];
