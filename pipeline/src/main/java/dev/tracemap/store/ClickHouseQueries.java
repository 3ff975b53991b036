package dev.tracemap.store;

import com.clickhouse.jdbc.StatementImpl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers the queries of users from ClickHouse: checked by [ClickHousePolicy], then run with the engine's own
/// `readonly`, with limits on time and memory, and for a team with a filter on every table that leaves only its rows.
final class ClickHouseQueries implements SqlSandbox.Engine {
    private static final int MAX_VALUE = 20_000;
    private static final long MAX_MEMORY = 4_000_000_000L;
    private static final int TIMEOUT_EXCEEDED = 159;
    private static final Pattern EXPLAIN =
            Pattern.compile("\\s*EXPLAIN\\s+(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern DESCRIBE =
            Pattern.compile("\\s*DESC(?:RIBE)?\\s+(?:TABLE\\s+)?(\\w+)[\\s;]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SHOW = Pattern.compile("\\s*SHOW\\s+TABLES[\\s;]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUERY_ID = Pattern.compile("\\s*\\(queryId=[^)]*\\)\\s*$");

    private final ClickHouse database;
    private @Nullable ClickHousePolicy policy;

    ClickHouseQueries(ClickHouse database) {
        this.database = database;
    }

    /// A condition for each table, as the setting takes them.
    private static String rowsOfTeam(String name, long teamId) {
        String team = "team_id = " + teamId;
        String ofTeam = "run_id IN (SELECT run_id FROM " + name + ".runs WHERE " + team + ")";
        List<String> filters = new ArrayList<>();
        for (String table : SqlPolicy.TABLES) {
            String condition = SqlPolicy.OF_RUN.contains(table)
                    ? ofTeam
                    : table.equals("vectors")
                            ? "text_hash IN (SELECT text_hash FROM " + name + ".item_embeddings WHERE " + team + ")"
                            : team;
            filters.add("'" + name + "." + table + "': '" + condition + "'");
        }
        return "{" + String.join(", ", filters) + "}";
    }

    @Override
    public Store.SqlResult answer(@Nullable Long team, String sql, int maxRows, Duration timeLimit) {
        String query = SqlSandbox.bare(sql);
        try {
            return database.with(connection -> {
                try (Statement statement = connection.createStatement()) {
                    limit(statement, team, timeLimit);
                    return answer(connection, statement, query, maxRows);
                } catch (SQLException e) {
                    throw e instanceof SQLTimeoutException || e.getErrorCode() == TIMEOUT_EXCEEDED
                            ? SqlSandbox.tooSlow(timeLimit)
                            : SqlPolicy.refused(QUERY_ID.matcher(String.valueOf(e.getMessage()))
                                    .replaceFirst(""));
                }
            });
        } catch (StoreException e) {
            throw SqlPolicy.refused(String.valueOf(e.getMessage()));
        }
    }

    private void limit(Statement statement, @Nullable Long team, Duration timeLimit) throws SQLException {
        statement.setEscapeProcessing(false);
        var settings = statement
                .unwrap(StatementImpl.class)
                .getLocalSettings()
                .serverSetting("readonly", "1")
                .serverSetting("max_execution_time", Double.toString(timeLimit.toMillis() / 1e3))
                .serverSetting("max_memory_usage", Long.toString(MAX_MEMORY))
                .serverSetting("prefer_column_name_to_alias", "0");
        if (team != null) {
            settings.serverSetting(
                    "additional_table_filters", rowsOfTeam(database.address().database(), team));
        }
    }

    private Store.SqlResult answer(Connection connection, Statement statement, String query, int maxRows)
            throws SQLException {
        Matcher describe = DESCRIBE.matcher(query);
        if (SHOW.matcher(query).matches()) {
            return new Store.SqlResult(List.of("name"), rows(SqlPolicy.TABLES), false);
        }
        if (describe.matches()) {
            return describe(connection, describe.group(1).toLowerCase(Locale.ROOT), maxRows);
        }
        Matcher explain = EXPLAIN.matcher(query);
        String asked = explain.matches() ? explain.group(1) : query;
        policy(connection).check(asked, sql -> lines(statement, sql));
        return explain.matches()
                ? fetch(statement, "EXPLAIN " + asked, null, maxRows)
                : guarded(statement, asked, maxRows);
    }

    private synchronized ClickHousePolicy policy(Connection connection) throws SQLException {
        ClickHousePolicy known = policy;
        if (known == null) {
            known = new ClickHousePolicy(
                    database.address().database(),
                    Sql.of("SELECT name FROM system.table_functions").list(connection, row -> row.getString(1)));
            policy = known;
        }
        return known;
    }

    private static List<String> lines(Statement statement, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                lines.add(Objects.toString(result.getString(1), ""));
            }
        }
        return lines;
    }

    private static List<List<@Nullable Object>> rows(List<String> texts) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        texts.forEach(text -> rows.add(List.of(text)));
        return rows;
    }

    private Store.SqlResult describe(Connection connection, String table, int maxRows) throws SQLException {
        if (!SqlPolicy.TABLES.contains(table)) {
            throw SqlPolicy.refused("there is no table " + table);
        }
        List<List<@Nullable Object>> rows = Sql.of(
                        "SELECT name, type FROM system.columns WHERE database = ? AND table = ? ORDER BY position",
                        database.address().database(),
                        table)
                .list(connection, row -> List.of(row.getString(1), row.getString(2)));
        return new Store.SqlResult(List.of("name", "type"), rows, rows.size() > maxRows);
    }

    /// Wraps the query so that the engine itself cuts rows and values: nothing huge reaches this process.
    private static Store.SqlResult guarded(Statement statement, String query, int maxRows) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        try (ResultSet shape = statement.executeQuery("DESCRIBE TABLE (\n" + query + "\n)")) {
            while (shape.next()) {
                String name = shape.getString(1);
                String quoted = "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
                columns.add(bounded("q." + quoted, shape.getString(2)) + " AS c" + (columns.size() + 1));
                names.add(name);
            }
        }
        String wrapped =
                "SELECT " + String.join(", ", columns) + " FROM (\n" + query + "\n) AS q LIMIT " + (maxRows + 1L);
        return fetch(statement, wrapped, names, maxRows);
    }

    private static String bounded(String column, String type) {
        String bare = type.replaceFirst("^LowCardinality\\((.*)\\)$", "$1").replaceFirst("^Nullable\\((.*)\\)$", "$1");
        if (bare.matches("U?Int(8|16|32|64)|Float(32|64)|Bool|Decimal.*")) {
            return column;
        }
        if (bare.startsWith("DateTime64")) {
            return "concat(replaceRegexpOne(" + iso(column) + ", '[.]?0*$', ''), 'Z')";
        }
        if (bare.startsWith("DateTime")) {
            return "concat(" + iso(column) + ", 'Z')";
        }
        return bare.matches("(Array|Tuple|Map|JSON|Object|Variant|Dynamic|Nested).*")
                ? cut("toJSONString(" + column + ")")
                : cut("toString(" + column + ")");
    }

    private static String iso(String column) {
        return "replaceOne(toString(toTimeZone(" + column + ", 'UTC')), ' ', 'T')";
    }

    private static String cut(String text) {
        return "if(lengthUTF8(" + text + ") > " + MAX_VALUE + ", concat(substringUTF8(" + text + ", 1, " + MAX_VALUE
                + "), '… (', toString(lengthUTF8(" + text + ")), ' characters)'), " + text + ")";
    }

    private static Store.SqlResult fetch(Statement statement, String sql, @Nullable List<String> names, int maxRows)
            throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return SqlSandbox.fetch(result, names, maxRows);
        }
    }

    @Override
    public void close() {}
}
