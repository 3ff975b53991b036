package dev.tracemap.store;

import dev.tracemap.embedding.DocumentType;
import dev.tracemap.insight.CentroidRule;
import dev.tracemap.insight.Condition;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.ReadableRule;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A monitor as one query over the tables of the store, for those who want to run it themselves: the ids of the items
/// that its deciding rule takes.
public final class MonitorSql {
    /// The engines that it can be written for.
    public enum Engine {
        DUCKDB,
        CLICKHOUSE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int LINE = 118;

    private final MonitorRecord monitor;
    private final Engine engine;
    private final FilterSql dialect;

    private MonitorSql(MonitorRecord monitor, Engine engine) {
        this.monitor = monitor;
        this.engine = engine;
        this.dialect = switch (engine) {
            case DUCKDB -> new DuckDbFilterSql();
            case CLICKHOUSE -> new ClickHouseFilterSql();
        };
    }

    public static String of(MonitorRecord monitor, Engine engine) {
        MonitorSql sql = new MonitorSql(monitor, engine);
        ReadableRule readable = monitor.rule().readable();
        return sql.heading()
                + (monitor.rule().by() == MonitorRule.By.READABLE && readable != null
                        ? sql.readable(readable)
                        : sql.centroid(monitor.rule().centroid()));
    }

    /// Names come from traces: no line of a name gets out of the comment.
    private String heading() {
        return "-- Monitor " + monitor.monitorId() + ": " + oneLine(monitor.name()) + "\n-- "
                + oneLine(monitor.rule().text()) + "\n";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R|\\p{Cntrl}", " ");
    }

    private String readable(ReadableRule rule) {
        String conditions = rule.conditions().stream()
                .map(condition -> "\nAND " + dialect.inlined(holds(condition)).strip())
                .collect(Collectors.joining());
        return "SELECT DISTINCT item_id FROM item_digests WHERE team_id = " + monitor.teamId() + " AND level = '"
                + monitor.level().wire() + "'" + conditions + "\nORDER BY item_id";
    }

    private Sql holds(Condition condition) {
        String property = condition.property();
        boolean facet = property.startsWith(Condition.FACET);
        FacetSql facets = new FacetSql(dialect);
        String name = facet ? property.substring(Condition.FACET.length()) : property;
        return switch (condition.operator()) {
            case EXACT, IN -> facet ? facets.isOneOf(name, condition.values()) : isOneOf(name, condition.values());
            case IS_NOT ->
                Sql.of("NOT coalesce(")
                        .add(facet ? facets.isOneOf(name, condition.values()) : isOneOf(name, condition.values()))
                        .add(", false)");
            case GT -> facets.compared(name, ">", condition.bound());
            case LT -> facets.compared(name, "<", condition.bound());
        };
    }

    private Sql isOneOf(String property, List<String> values) {
        if (property.equals(Condition.FINDING)) {
            return dialect.anyFinding(values);
        }
        boolean column = property.equals("model") || property.equals("provider");
        Sql value = column ? Sql.of(property) : dialect.property("properties", property);
        return Sql.of("item_id IN (SELECT " + item() + " FROM events WHERE team_id = ? AND", monitor.teamId())
                .add(
                        column || monitor.level() == Level.GENERATION
                                ? "event = '" + Event.GENERATION + "'"
                                : EventTable.CAPTURED)
                .add("AND")
                .add(dialect.oneOf(value, values))
                .add(")");
    }

    private String item() {
        return switch (monitor.level()) {
            case TRACE -> "trace_id";
            case GENERATION -> "coalesce(span_id, uuid)";
            case SESSION -> "session_id";
        };
    }

    private String centroid(CentroidRule rule) {
        List<String> places = new ArrayList<>();
        places.add(numbers(rule.middle()) + " AS middle");
        List<String> conditions = new ArrayList<>();
        conditions.add(product("middle") + " >= " + rule.least());
        for (int i = 0; i < rule.rivals().size(); i++) {
            places.add(numbers(rule.rivals().get(i)) + " AS rival" + i);
            conditions.add(product("rival" + i) + " <= " + product("middle"));
        }
        String from = dialect.inlined(Sql.of(
                        "FROM item_embeddings AS e JOIN vectors AS v ON v.model = e.model AND v.text_hash = e.text_hash"
                                + " WHERE e.team_id = ? AND e.level = ? AND e.document_type = ? AND e.rendering = ?"
                                + " AND e.model = ?",
                        monitor.teamId(),
                        monitor.level().wire(),
                        DocumentType.of(monitor.level()).wire(),
                        rule.rendering(),
                        rule.model()))
                .strip();
        return "WITH places AS (SELECT " + String.join(",\n", places) + "),\n" + items(from)
                + "\nSELECT DISTINCT item_id FROM items CROSS JOIN places WHERE " + String.join("\nAND ", conditions)
                + "\nORDER BY item_id";
    }

    private String product(String place) {
        return switch (engine) {
            case DUCKDB -> "list_dot_product(numbers, " + place + ")";
            case CLICKHOUSE -> "arraySum((a, b) -> a * b, numbers, " + place + ")";
        };
    }

    /// In DuckDB a vector is bytes, four for each number, the lowest first: sign, exponent and fraction are read from
    /// their digits. It works each out once only where it is told to.
    private String items(String from) {
        return switch (engine) {
            case DUCKDB -> """
                digits AS MATERIALIZED (SELECT e.item_id AS item_id, regexp_extract_all(hex(v.vector), '.{8}') AS words
                """ + from + """
                ),
                items AS MATERIALIZED (SELECT item_id, list_transform(list_transform(words, lambda w: CAST('0x'
                || substr(w, 7, 2) || substr(w, 5, 2) || substr(w, 3, 2) || substr(w, 1, 2) AS BIGINT)),
                lambda n: CASE WHEN (n & 2147483647) = 0 THEN 0.0 ELSE (CASE WHEN n >= 2147483648 THEN -1 ELSE 1 END)
                * (1 + (n & 8388607) / 8388608.0) * pow(2.0, ((n >> 23) & 255) - 127) END) AS numbers FROM digits)""";
            case CLICKHOUSE ->
                "items AS (SELECT e.item_id AS item_id, arrayMap(a -> toFloat64(a), v.vector) AS numbers\n" + from
                        + ")";
        };
    }

    private static String numbers(List<Float> numbers) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (float number : numbers) {
            String next = Float.toString(number);
            if (line.length() + next.length() + 2 > LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : ", ").append(next);
        }
        lines.add(line.toString());
        return "[" + lines.stream().collect(Collectors.joining(",\n")) + "]";
    }

    /// @throws IllegalArgumentException naming those there are
    public static Engine engine(String word) {
        return Arrays.stream(Engine.values())
                .filter(engine -> engine.wire().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no export '" + word + "'; there are duckdb, clickhouse and guardrail"));
    }
}
