-- What went wrong in an item, and how much it should worry.
ALTER TABLE item_digests ADD COLUMN findings JSON;
ALTER TABLE item_digests ADD COLUMN finding_kinds VARCHAR[];
ALTER TABLE item_digests ADD COLUMN concern INTEGER;
