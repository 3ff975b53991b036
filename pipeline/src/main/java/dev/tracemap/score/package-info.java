/// Judgements by a user's own rubric.
///
/// In: a rubric, and items of which a sample is judged. Out: a score with a reason and line references each, and from
/// them a rate per cluster with its interval. Invariant: a line reference that is kept was shown to the judge.
@NullMarked
package dev.tracemap.score;

import org.jspecify.annotations.NullMarked;
