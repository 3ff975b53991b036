-- What went wrong in an item, and how much it should worry.
ALTER TABLE item_digests {on_cluster} ADD COLUMN IF NOT EXISTS findings Nullable(String);
ALTER TABLE item_digests {on_cluster} ADD COLUMN IF NOT EXISTS finding_kinds Array(String);
ALTER TABLE item_digests {on_cluster} ADD COLUMN IF NOT EXISTS concern Nullable(Int32);
