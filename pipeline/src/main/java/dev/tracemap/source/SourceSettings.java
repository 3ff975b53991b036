package dev.tracemap.source;

import dev.tracemap.store.ClickHouseAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where a source lies and how it is laid out.
///
/// @param kind which layout is expected; `AUTO` = the first whose tables are there
/// @param tables other names for tables, by the name they have by default
/// @param only conditions on columns that every row must meet, such as a project's id
/// @param passwordVariable of the environment
public record SourceSettings(
        String name,
        ClickHouseAddress address,
        Kind kind,
        Map<String, String> tables,
        Map<String, String> only,
        String passwordVariable) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");
    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /// Whose tables they are.
    public enum Kind {
        AUTO,
        OTEL,
        SIGNOZ,
        LANGFUSE,
        POSTHOG;

        /// @throws IllegalArgumentException naming the kinds there are
        public static Kind fromWire(String word) {
            for (Kind kind : values()) {
                if (kind.wire().equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("the kind of a source is one of "
                    + Arrays.stream(values()).map(Kind::wire).collect(Collectors.joining(", ")) + ", not '" + word
                    + "'");
        }

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SourceSettings {
        tables = Map.copyOf(tables);
        only = Collections.unmodifiableMap(new LinkedHashMap<>(only));
        require(NAME.matcher(name).matches(), "a source's name takes a-z, 0-9, - and _, not '" + name + "'");
        for (String table : tables.values()) {
            require(TABLE.matcher(table).matches(), "source " + name + ": '" + table + "' is not the name of a table");
        }
        for (String column : only.keySet()) {
            require(
                    COLUMN.matcher(column).matches(),
                    "source " + name + ": '" + column + "' is not the name of a column");
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    String table(String usual) {
        return tables.getOrDefault(usual, usual);
    }
}
