/// What the clusters of a run say beyond their names.
///
/// In: facts about items and the cluster of each. Out: what marks a cluster, and with what its items fail or take long,
/// each with its size and how sure it is. Invariant: a finding is a test that held among all tests of the run; the
/// stage sees records and asks no store.
@NullMarked
package dev.tracemap.insight;

import org.jspecify.annotations.NullMarked;
