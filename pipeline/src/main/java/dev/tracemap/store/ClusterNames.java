package dev.tracemap.store;

import dev.tracemap.label.Label;
import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;

/// The names of a team's clusters, in all its runs: a title carries over from run to run, and so a name may quote an
/// item that is no member.
final class ClusterNames {
    private static final String OF_TEAM = " WHERE run_id IN (SELECT run_id FROM runs WHERE team_id = ?)";

    private ClusterNames() {}

    /// Asked while what will be deleted is still there.
    static Quotes quotes(Connection connection, long team) throws SQLException {
        List<String> names = new ArrayList<>();
        for (String table : List.of("clusters", "hierarchy", "labels")) {
            Sql.of("SELECT title, description FROM " + table + OF_TEAM, team).each(connection, row -> {
                names.add(row.getString(1));
                names.add(row.getString(2));
            });
        }
        Sql.of("SELECT top_sequences FROM clusters" + OF_TEAM, team)
                .each(
                        connection,
                        row -> names.addAll(Json.counts(row.getString(1)).keySet()));
        names.addAll(MonitorNames.of(connection, team));
        Quotes quotes = new Quotes(names);
        String said = "SELECT title, summary, facets, model_facets FROM item_digests WHERE team_id = ? AND ";
        Sql.of(said + Erasure.DOOMED, team).each(connection, row -> texts(row).forEach(quotes::deleted));
        Sql.of("SELECT title FROM memberships WHERE " + Erasure.DOOMED_MEMBER, team)
                .each(connection, row -> quotes.deleted(row.getString(1)));
        Sql.of(said + "NOT " + Erasure.DOOMED, team)
                .each(connection, row -> texts(row).forEach(quotes::stays));
        return quotes;
    }

    private static List<String> texts(ResultSet row) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int column = 1; column <= 4; column++) {
            String text = row.getString(column);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /// What has to change. The same query in every engine.
    ///
    /// @param plain names in the place of those that tell of deleted items, by run and cluster
    /// @param sequences what stays of sequences of which some tell, by run and cluster
    /// @param earlier run, version and cluster of names that were given before and tell
    record Telling(
            Map<String, Map<Integer, Label>> plain, Map<List<Object>, String> sequences, List<List<Object>> earlier) {
        long names() {
            return plain.values().stream().mapToLong(Map::size).sum();
        }
    }

    static Telling telling(Connection connection, long team, Quotes quotes) throws SQLException {
        Map<String, Map<Integer, Label>> plain = new TreeMap<>();
        Map<List<Object>, String> sequences = new LinkedHashMap<>();
        Sql.of("SELECT run_id, cluster_id, title, description, top_sequences FROM clusters" + OF_TEAM, team)
                .each(connection, row -> {
                    String run = row.getString(1);
                    int cluster = row.getInt(2);
                    if (quotes.tells(row.getString(3)) || quotes.tells(row.getString(4))) {
                        plain.computeIfAbsent(run, _ -> new TreeMap<>()).put(cluster, plain(cluster));
                    }
                    Map<String, Integer> counts = Json.counts(row.getString(5));
                    if (counts.keySet().removeIf(quotes::tells)) {
                        sequences.put(List.of(run, cluster), Json.write(counts));
                    }
                });
        List<List<Object>> earlier = new ArrayList<>();
        Sql.of("SELECT run_id, version, cluster_id, title, description FROM labels" + OF_TEAM, team)
                .each(connection, row -> {
                    if (quotes.tells(row.getString(4)) || quotes.tells(row.getString(5))) {
                        earlier.add(List.of(row.getString(1), row.getInt(2), row.getInt(3)));
                    }
                });
        return new Telling(plain, sequences, earlier);
    }

    private static Label plain(int cluster) {
        return new Label(
                cluster < 0 ? Label.NOISE_TITLE : "Cluster " + cluster, "- Its name told of items that were deleted");
    }

    /// Puts a plain name in the place of each that tells of deleted items, and drops such names that were given before.
    ///
    /// @return how many clusters and groups of clusters lost their name
    static long replace(DuckDBConnection connection, long team, Quotes quotes) throws SQLException {
        Telling telling = telling(connection, team, quotes);
        for (Map.Entry<List<Object>, String> entry : telling.sequences().entrySet()) {
            Sql.of(
                            "UPDATE clusters SET top_sequences = ? WHERE run_id = ? AND cluster_id = ?",
                            entry.getValue(),
                            entry.getKey().getFirst(),
                            entry.getKey().getLast())
                    .execute(connection);
        }
        for (Map.Entry<String, Map<Integer, Label>> run : telling.plain().entrySet()) {
            RunTable.relabel(connection, run.getKey(), run.getValue());
        }
        for (List<Object> key : telling.earlier()) {
            Sql.of("DELETE FROM labels WHERE run_id = ? AND version = ? AND cluster_id = ?", key.toArray())
                    .execute(connection);
        }
        return telling.names() + replaceGroups(connection, team, quotes);
    }

    private static long replaceGroups(DuckDBConnection connection, long team, Quotes quotes) throws SQLException {
        long replaced = 0;
        for (String runId : runsWithGroups(connection, team)) {
            List<HierarchyNode> nodes = HierarchyTable.list(connection, runId);
            Map<String, Label> names = HierarchyTable.telling(nodes, quotes);
            if (!names.isEmpty()) {
                HierarchyTable.save(connection, runId, HierarchyTable.renamed(nodes, names));
                for (Event event : RunTable.events(connection, runId)) {
                    EventTable.replace(connection, List.of(HierarchyTable.renamed(event, names)));
                }
                replaced += names.size();
            }
        }
        return replaced;
    }

    static List<String> runsWithGroups(Connection connection, long team) throws SQLException {
        return Sql.of("SELECT DISTINCT run_id FROM hierarchy" + OF_TEAM + " ORDER BY run_id", team)
                .list(connection, row -> row.getString(1));
    }
}
