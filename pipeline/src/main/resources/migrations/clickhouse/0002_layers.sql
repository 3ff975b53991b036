-- The cuts of the condensed tree, coarse first.
ALTER TABLE memberships {on_cluster} ADD COLUMN IF NOT EXISTS layers Array(Int32);
