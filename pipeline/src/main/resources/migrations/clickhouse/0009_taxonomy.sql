-- What people changed about the clusters: one row for an edit in each run that it stands in.
CREATE TABLE IF NOT EXISTS taxonomy_edits {on_cluster} (
    row_version Int64,
    team_id Int64,
    edit_id Int32,
    run_id String,
    action String,
    clusters String,
    text String,
    made_by String,
    made_at DateTime64(6, 'UTC'),
    over Bool,
    remark String,
    parts String
) ENGINE = {engine}MergeTree(row_version)
ORDER BY (team_id, edit_id, run_id);
