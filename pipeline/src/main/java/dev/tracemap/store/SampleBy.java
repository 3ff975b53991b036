package dev.tracemap.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a sample is fair to. Within its group an item is drawn at random, by the seed.
///
/// By user and by session the cap is as low as the size of the sample allows: nobody has a second item in it
/// while somebody else has none. By model and by tool every group has an item first, as far as the sample
/// reaches, and the rest is shared out by the groups' sizes. Of several users, models or tools of an item the
/// earliest counts.
public enum SampleBy {
    USER("distinct_id", "distinct_id <> ''"),
    SESSION("session_id", "session_id IS NOT NULL"),
    MODEL("model", "model IS NOT NULL"),
    TOOL("span_name", "event = '$ai_span' AND span_name IS NOT NULL");

    private final String column;
    private final String condition;

    SampleBy(String column, String condition) {
        this.column = column;
        this.condition = condition;
    }

    /// @throws IllegalArgumentException naming what there is
    public static SampleBy fromWire(String word) {
        for (SampleBy by : values()) {
            if (by.wire().equals(word)) {
                return by;
            }
        }
        throw new IllegalArgumentException(
                "sample_by takes " + Arrays.stream(values()).map(SampleBy::wire).collect(Collectors.joining(", "))
                        + ", not '" + word + "'");
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Among the aggregates over an item's events: which group it belongs to, `stratum`.
    ///
    /// @param earliest how the engine calls the value that goes with the least key
    String stratum(String earliest) {
        return ", " + earliest + "(" + column + ", (started_at, uuid)) FILTER (WHERE " + condition + ") AS stratum";
    }

    /// The group, where an item has none.
    String whole() {
        return switch (this) {
            // Nobody shares it.
            case USER, SESSION -> "coalesce(nullif(stratum, ''), id)";
            case MODEL, TOOL -> "coalesce(stratum, '')";
        };
    }

    /// The order in which items are drawn, by their `place` in their group and its `size`.
    String order() {
        return switch (this) {
            case USER, SESSION -> "place";
            case MODEL, TOOL -> "place > 1, (2 * place - 1) / size";
        };
    }

    /// Draws from the rows of a query, which has `id` and `stratum`.
    ///
    /// @param hash how the engine calls MD5
    Sql draw(Sql groups, String hash, ItemQuery query, long most) {
        return Sql.of(
                        "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY whole ORDER BY drawn, id) AS place,"
                                + " count(*) OVER (PARTITION BY whole) AS size FROM (SELECT *, " + whole()
                                + " AS whole, " + hash
                                + "(concat(?, ':', id)) AS drawn FROM (",
                        Long.toString(query.seed()))
                .add(groups)
                .add(") AS grouped) AS keyed) AS placed ORDER BY " + order() + ", drawn, id LIMIT ?", most);
    }
}
