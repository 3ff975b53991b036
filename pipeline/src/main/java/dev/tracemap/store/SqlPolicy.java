package dev.tracemap.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Decides from the engine's own syntax tree whether a query only reads what users may read.
///
/// The engine refuses files, settings, extensions and writes by itself (see [DuckDb] and [SqlSandbox]). This is the
/// fence in front: it also keeps queries off functions with side effects, off the store's own file, which the engine
/// counts among the files it may open, and off pages that describe this machine.
final class SqlPolicy {
    static final List<String> TABLES = List.of(
            "events",
            "item_digests",
            "item_embeddings",
            "vectors",
            "runs",
            "clusters",
            "labels",
            "scores",
            "cluster_scores",
            "hierarchy",
            "taxonomy_edits",
            "drivers",
            "monitors",
            "monitor_hits",
            "centroids",
            "memberships",
            "model_use",
            "jobs",
            "schedule_marks");

    /// Those whose rows are of the team whose run they belong to; the others name their team.
    static final Set<String> OF_RUN =
            Set.of("clusters", "labels", "cluster_scores", "hierarchy", "drivers", "centroids", "memberships");

    private static final Set<String> QUERY_NODES =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");
    private static final Set<String> TABLE_FUNCTIONS =
            Set.of("range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree");
    private static final Set<String> CATALOG_VIEWS = Set.of("tables", "columns");
    private static final Set<String> SPECIAL_SHOWS = Set.of("\"tables\"", "tables", "__show_tables_expanded");
    private static final Set<String> REFUSED_FUNCTIONS = Set.of(
            "getenv",
            "current_setting",
            "current_query",
            "nextval",
            "currval",
            "setval",
            "setseed",
            "sleep_ms",
            "write_log",
            "error",
            "stats");
    /// A common table expression of such a name could shade a view of the engine in one place and reveal it in
    /// another.
    private static final List<String> SYSTEM_PREFIXES = List.of("duckdb_", "pragma_", "pg_", "sqlite_");

    private final Set<String> commonTables = new HashSet<>();

    private final boolean byName;

    private SqlPolicy(boolean byName) {
        this.byName = byName;
    }

    /// @param tree what `json_serialize_sql` made of the query
    /// @param byName whether tables go by their bare name only, since views stand before them
    /// @throws SqlRefused with the reason
    static void check(JsonNode tree, boolean byName) {
        if (tree.path("error").asBoolean()) {
            throw unreadable(tree);
        }
        int statements = tree.path("statements").size();
        if (statements != 1) {
            throw refused("one query at a time, not " + statements);
        }
        SqlPolicy policy = new SqlPolicy(byName);
        policy.collectCommonTables(tree);
        policy.walk(tree);
    }

    private static SqlRefused unreadable(JsonNode tree) {
        return tree.path("error_type").asText().equals("not implemented")
                ? refused(
                        "only queries are run: SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW TABLES or EXPLAIN")
                : refused(tree.path("error_message").asText());
    }

    static SqlRefused refused(String reason) {
        String end = reason.endsWith(".") || reason.endsWith("!") ? "" : ".";
        return new SqlRefused(
                reason + end + " The tables are " + String.join(", ", TABLES) + "; DESCRIBE events shows the columns.");
    }

    private void collectCommonTables(JsonNode node) {
        for (JsonNode entry : node.path("cte_map").path("map")) {
            addCommonTable(entry.path("key").asText());
        }
        if (node.hasNonNull("cte_name")) {
            addCommonTable(node.path("cte_name").asText());
        }
        node.forEach(this::collectCommonTables);
    }

    private void addCommonTable(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (SYSTEM_PREFIXES.stream().anyMatch(lower::startsWith)) {
            throw refused("a WITH table cannot be called " + name);
        }
        commonTables.add(lower);
    }

    private void walk(JsonNode node) {
        String type = node.path("type").asText();
        if (type.endsWith("_NODE") && !QUERY_NODES.contains(type)) {
            throw refused("nothing can be written: the query holds a " + type.replaceAll("_(QUERY_)?NODE$", ""));
        }
        switch (type) {
            case "BASE_TABLE" -> checkTable(node);
            case "TABLE_FUNCTION" -> checkTableFunction(node.path("function"));
            case "SHOW_REF" -> checkShow(node);
            default -> {}
        }
        String function = node.path("function_name").asText().toLowerCase(Locale.ROOT);
        if (REFUSED_FUNCTIONS.contains(function)) {
            throw refused("the function " + function + " is not available");
        }
        node.forEach(this::walk);
    }

    private void checkTable(JsonNode node) {
        List<String> path = path(node);
        String name = path.getLast();
        boolean known =
                switch (path.size()) {
                    case 1 -> TABLES.contains(name) || commonTables.contains(name);
                    case 2 ->
                        switch (path.getFirst()) {
                            case "main" -> !byName && TABLES.contains(name);
                            case "information_schema" -> CATALOG_VIEWS.contains(name);
                            default -> false;
                        };
                    default -> false;
                };
        if (!known) {
            throw refused("there is no table " + String.join(".", path));
        }
    }

    private static void checkTableFunction(JsonNode function) {
        List<String> path = path(function);
        if (path.size() != 1 || !TABLE_FUNCTIONS.contains(path.getFirst())) {
            throw refused("the table function " + String.join(".", path)
                    + " is not available; queries read the store's tables only");
        }
    }

    private static void checkShow(JsonNode node) {
        String shown = node.path("table_name").asText();
        if (node.path("query").isMissingNode() || node.path("query").isNull()) {
            if (!SPECIAL_SHOWS.contains(shown)) {
                throw refused("SHOW " + shown + " is not available; SHOW TABLES is");
            }
        }
    }

    private static List<String> path(JsonNode node) {
        List<String> path = new ArrayList<>();
        for (JsonNode part : node.path("qualified_name").path("path")) {
            if (!part.asText().isEmpty()) {
                path.add(part.asText().toLowerCase(Locale.ROOT));
            }
        }
        if (path.isEmpty()) {
            throw refused("the query names a table in a way that is not understood");
        }
        return path;
    }
}
