-- What goes with a cluster of a run, and with what goes wrong in it.
CREATE TABLE drivers (
    run_id VARCHAR NOT NULL,
    cluster_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    subject VARCHAR NOT NULL,
    step VARCHAR,
    property VARCHAR NOT NULL,
    value VARCHAR,
    items INTEGER NOT NULL,
    here DOUBLE NOT NULL,
    elsewhere DOUBLE NOT NULL,
    effect DOUBLE NOT NULL,
    p DOUBLE NOT NULL,
    q DOUBLE NOT NULL
);
