/// What may be shown of runs to people who are not to see single users or tenants.
///
/// In: a store and thresholds. Out: the same store as those people may read it. Invariant: no figure, name or line in
/// an answer rests on fewer items, users or tenants than the thresholds say, and what this package does not know of is
/// answered with nothing.
@NullMarked
package dev.tracemap.sharing;

import org.jspecify.annotations.NullMarked;
