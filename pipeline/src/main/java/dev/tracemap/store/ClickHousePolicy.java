package dev.tracemap.store;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Decides from what the engine itself makes of a query whether it only reads what users may read.
///
/// The engine refuses writes and settings by itself (see [ClickHouseQueries]). This is the fence in front: the syntax
/// tree, which is made without touching anything, tells functions that reach out of the store; the resolved tree tells
/// which tables are meant, whatever they are called in the text.
final class ClickHousePolicy {
    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "numbers",
            "numbers_mt",
            "generate_series",
            "generateseries",
            "zeros",
            "values",
            "null",
            "format",
            "primes");
    private static final Pattern REFUSED_FUNCTIONS = Pattern.compile("ai(classify|embed|extract|generate|translate)"
            + "|dict(get|has|isin).*|joinget.*|file|filesystem.*|sleep.*|.*hostname|fqdn|get\\w*setting|getmacro"
            + "|getserverport|getclienthttpheader|getoskernelversion|getmaxtablename.*|tcpport|serveruuid|zookeeper.*"
            + "|hascolumnintable|addressto.*|catboostevaluate|current_?(user|roles|profiles|query_?id)"
            + "|enabled(roles|profiles)|default(roles|profiles)|auth(enticated)?user|session_user|user|logtrace"
            + "|generateserialid|mergetreepart.*|ismergetree.*|partition_?id|initial_?query.*|query_?id|buildid"
            + "|__.*");
    private static final String OWN_RESULTS = "_temporary_and_external_tables.";
    private static final Pattern FUNCTION = Pattern.compile("\\s*Function (\\S+).*");
    private static final Pattern TABLE_NAME = Pattern.compile("\\s*TableIdentifier (\\S+).*");
    private static final Pattern SET = Pattern.compile("\\s*Set\\b.*");
    private static final Pattern RESOLVED = Pattern.compile("\\s*TABLE id: .*?, table_name: ([^,]+).*");
    private static final Pattern RESOLVED_FUNCTION =
            Pattern.compile("\\s*TABLE_FUNCTION id: .*table_function_name: ([^,]+).*");

    private final Set<String> tables;
    private final Set<String> refusedTableFunctions;

    /// Lets the engine explain a query, one line a row.
    interface Explaining {
        List<String> lines(String sql) throws SQLException;
    }

    /// @param tableFunctions all that the engine has
    ClickHousePolicy(String database, Collection<String> tableFunctions) {
        this.tables =
                SqlPolicy.TABLES.stream().map(table -> database + "." + table).collect(Collectors.toSet());
        this.refusedTableFunctions = tableFunctions.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !TABLE_FUNCTIONS.contains(name))
                .collect(Collectors.toSet());
    }

    /// @throws SqlRefused with the reason
    void check(String query, Explaining engine) throws SQLException {
        // As a part of another query it can be nothing but one query.
        String part = "SELECT * FROM (\n" + query + "\n)";
        engine.lines("EXPLAIN AST " + part).forEach(this::checkSyntax);
        engine.lines("EXPLAIN QUERY TREE " + part).forEach(this::checkResolved);
    }

    private void checkSyntax(String line) {
        if (SET.matcher(line).matches()) {
            throw SqlPolicy.refused("a query cannot change settings");
        }
        Matcher function = FUNCTION.matcher(line);
        if (function.matches()) {
            String name = function.group(1).toLowerCase(Locale.ROOT);
            if (refusedTableFunctions.contains(name)
                    || REFUSED_FUNCTIONS.matcher(name).matches()) {
                throw SqlPolicy.refused("the function " + function.group(1) + " is not available");
            }
        }
        Matcher table = TABLE_NAME.matcher(line);
        // A name of one part may be one that the query gives; the resolved tree tells.
        if (table.matches() && table.group(1).contains(".")) {
            checkTable(table.group(1));
        }
    }

    private void checkResolved(String line) {
        Matcher table = RESOLVED.matcher(line);
        if (table.matches()) {
            checkTable(table.group(1));
        }
        Matcher function = RESOLVED_FUNCTION.matcher(line);
        if (function.matches() && !TABLE_FUNCTIONS.contains(function.group(1).toLowerCase(Locale.ROOT))) {
            throw SqlPolicy.refused("the function " + function.group(1) + " is not available");
        }
    }

    private void checkTable(String name) {
        // Queries without FROM read from the one, recursive ones from the other, which nobody can name.
        if (!tables.contains(name) && !name.equals("system.one") && !name.startsWith(OWN_RESULTS)) {
            throw SqlPolicy.refused("there is no table " + name);
        }
    }
}
