package dev.tracemap.store;

import dev.tracemap.store.Store.NamedBy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The table `taxonomy_edits`.
final class TaxonomyTable {
    private TaxonomyTable() {}

    static void save(Connection connection, List<TaxonomyEdit> edits) throws SQLException {
        for (TaxonomyEdit edit : edits) {
            Sql.of(
                            "INSERT OR REPLACE INTO taxonomy_edits VALUES (?, ?, ?, ?, ?, ?, ?, make_timestamp(?), ?, ?, ?)",
                            edit.teamId(),
                            edit.editId(),
                            edit.runId(),
                            edit.action().wire(),
                            Json.write(edit.clusters()),
                            edit.text(),
                            madeBy(edit),
                            Sql.micros(edit.madeAt()),
                            edit.over(),
                            edit.remark(),
                            Json.write(edit.parts()))
                    .execute(connection);
        }
    }

    static String madeBy(TaxonomyEdit edit) {
        return edit.madeBy().name().toLowerCase(Locale.ROOT);
    }

    static List<TaxonomyEdit> list(Connection connection, long teamId, @Nullable String runId) throws SQLException {
        Sql all =
                Sql.of("SELECT * REPLACE (epoch_us(made_at) AS made_at) FROM taxonomy_edits WHERE team_id = ?", teamId);
        Sql some = runId == null ? all : all.add("AND run_id = ?", runId);
        return some.add("ORDER BY edit_id, run_id").list(connection, TaxonomyTable::edit);
    }

    static TaxonomyEdit edit(ResultSet row) throws SQLException {
        return new TaxonomyEdit(
                row.getLong("team_id"),
                row.getInt("edit_id"),
                row.getString("run_id"),
                TaxonomyEdit.Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
                Json.wholes(row.getString("clusters")),
                row.getString("text"),
                NamedBy.valueOf(row.getString("made_by").toUpperCase(Locale.ROOT)),
                Sql.instant(row.getLong("made_at")),
                row.getBoolean("over"),
                row.getString("remark"),
                Json.parts(row.getString("parts")));
    }
}
