package dev.tracemap.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table `taxonomy_edits` in ClickHouse.
final class ClickHouseTaxonomy {
    private static final String EDIT =
            "row_version, team_id, edit_id, run_id, action, clusters, text, made_by, made_at, over, remark, parts";

    private ClickHouseTaxonomy() {}

    static void save(Connection connection, List<TaxonomyEdit> edits, long version) throws SQLException {
        List<List<Object>> rows = edits.stream()
                .map(edit -> List.<Object>of(
                        version,
                        edit.teamId(),
                        edit.editId(),
                        edit.runId(),
                        edit.action().wire(),
                        Json.write(edit.clusters()),
                        edit.text(),
                        TaxonomyTable.madeBy(edit),
                        edit.madeAt(),
                        edit.over(),
                        edit.remark(),
                        Json.write(edit.parts())))
                .toList();
        ClickHouseRows.insert(connection, "taxonomy_edits", EDIT, rows);
    }

    static List<TaxonomyEdit> list(Connection connection, long teamId, @Nullable String runId) throws SQLException {
        Sql all = Sql.of(
                "SELECT * REPLACE (toUnixTimestamp64Micro(made_at) AS made_at) FROM taxonomy_edits WHERE team_id = ?",
                teamId);
        Sql some = runId == null ? all : all.add("AND run_id = ?", runId);
        return some.add("ORDER BY edit_id, run_id").list(connection, TaxonomyTable::edit);
    }
}
