package dev.tracemap.insight;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a monitor's rule would have done on history: each item judged by a rule that was fitted without it.
///
/// @param items of the run
/// @param centroid how the rule in the embedding space does
/// @param readable how the readable rule does; absent where none was found in every part
/// @param unsure outliers nearest to the cluster that the deciding rule takes; they count neither as right nor as wrong
/// @param perDay hits of the rule that decides, in all items that came, not only those the run looked at
/// @param hits ids of some items that the deciding rule finds rightly
/// @param wrong ids of some that it takes though they are no members
/// @param missed ids of some members that it does not find
public record BackTest(
        int items,
        Figures centroid,
        @Nullable Figures readable,
        int unsure,
        double perDay,
        List<String> hits,
        List<String> wrong,
        List<String> missed) {
    public BackTest {
        hits = List.copyOf(hits);
        wrong = List.copyOf(wrong);
        missed = List.copyOf(missed);
    }

    /// The same with hits that count neither way.
    BackTest with(int newUnsure, double morePerDay) {
        return new BackTest(items, centroid, readable, newUnsure, perDay + morePerDay, hits, wrong, missed);
    }

    /// @param members of the cluster
    /// @param hits items that the rule takes
    /// @param correct those among them that are members
    public record Figures(int members, int hits, int correct) {
        public double precision() {
            return hits == 0 ? 0 : (double) correct / hits;
        }

        public double recall() {
            return members == 0 ? 0 : (double) correct / members;
        }

        double score() {
            return hits + members == 0 ? 0 : 2.0 * correct / (hits + members);
        }
    }

    /// Of the rule that decides.
    public Figures figures(MonitorRule.By by) {
        Figures spans = readable;
        return by == MonitorRule.By.READABLE && spans != null ? spans : centroid;
    }
}
