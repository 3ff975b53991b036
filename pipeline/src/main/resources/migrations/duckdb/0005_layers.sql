-- The cuts of the condensed tree, coarse first.
ALTER TABLE memberships ADD COLUMN layers INTEGER[];
