package dev.tracemap.source;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// What limits a query on a source.
///
/// @param from first moment
/// @param to exclusive
record Where(SourceSettings settings, Instant from, Instant to) {
    /// Rows of a trace are looked for so far outside of the window, since tables are sorted by time, not by trace.
    private static final Duration AROUND = Duration.ofDays(1);
    static final String OF_TRACES = " IN (SELECT arrayJoin(CAST(? AS Array(String))))";

    String table(String usual) {
        String table = settings.table(usual);
        return "`" + table.replace(".", "`.`") + "`";
    }

    /// @param column a DateTime64
    String during(String column) {
        return between(column, from, to) + only();
    }

    String around(String column) {
        return between(column, from.minus(AROUND), to.plus(AROUND)) + only();
    }

    private static String between(String column, Instant from, Instant to) {
        return column + " >= " + moment(from) + " AND " + column + " < " + moment(to);
    }

    private static String moment(Instant instant) {
        return "fromUnixTimestamp64Micro(toInt64(" + ChronoUnit.MICROS.between(Instant.EPOCH, instant) + "), 'UTC')";
    }

    private String only() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> condition : settings.only().entrySet()) {
            text.append(" AND toString(`")
                    .append(condition.getKey())
                    .append("`) = '")
                    .append(condition.getValue().replace("\\", "\\\\").replace("'", "\\'"))
                    .append("'");
        }
        return text.toString();
    }

    /// Text of a moment in microseconds since 1970.
    static String micros(String column) {
        return "toString(toUnixTimestamp64Micro(toDateTime64(" + column + ", 6, 'UTC')))";
    }
}
