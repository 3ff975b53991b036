package dev.tracemap.insight;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A monitor that has come to stand otherwise than before, and whether the news got through.
///
/// @param failing whether it is about failures rather than the state
/// @param perDay hits a day of late, `perDayBefore` in the days before
/// @param attempts at the webhook so far
/// @param trouble why the last attempt did not get through; absent where none was made, or it did
public record MonitorAlert(
        Instant at,
        MonitorState state,
        boolean failing,
        double perDay,
        double perDayBefore,
        Delivery delivery,
        int attempts,
        @Nullable String trouble) {

    /// Where the news is with the webhook.
    public enum Delivery {
        /// There is no webhook: it stands in the log and in the list.
        LISTED,
        WAITING,
        DELIVERED,
        /// Given up after a day of attempts.
        FAILED
    }

    /// The same after another attempt.
    public MonitorAlert tried(Delivery now, @Nullable String why) {
        return new MonitorAlert(at, state, failing, perDay, perDayBefore, now, attempts + 1, why);
    }
}
