package dev.tracemap.store;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.store.Store.Similar;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The tables `vectors` and `item_embeddings` in ClickHouse; a vector is an array there, so that the engine can
/// compare them. The smallest version counts among vectors: the first stays.
final class ClickHouseVectors {
    private static final String ITEM =
            "row_version, team_id, level, item_id, document_type, rendering, model, revision, trace_ids,"
                    + " text_hash";
    private static final String OF_ITEMS = " FROM item_embeddings AS e JOIN vectors AS v"
            + " ON v.model = e.model AND v.text_hash = e.text_hash"
            + " WHERE e.team_id = ? AND e.document_type = ? AND e.rendering = ? AND e.model = ?";

    private ClickHouseVectors() {}

    static Map<String, float[]> find(Connection connection, String model, Collection<String> textHashes)
            throws SQLException {
        Map<String, float[]> found = new LinkedHashMap<>();
        Sql.of(
                        "SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN (SELECT arrayJoin(CAST(? AS Array(String))))",
                        model,
                        textHashes)
                .each(connection, row -> found.put(row.getString(1), floats(row, "vector")));
        return found;
    }

    static void save(Connection connection, String model, Map<String, float[]> byTextHash, long version)
            throws SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        byTextHash.forEach((hash, vector) ->
                rows.add(ClickHouseDerived.versioned(List.of(model, hash, vector.length, vector), -version)));
        ClickHouseRows.insert(connection, "vectors", "row_version, model, text_hash, dimensions, vector", rows);
    }

    static void saveItems(
            Connection connection,
            long teamId,
            String documentType,
            String rendering,
            String model,
            Map<ItemRef, String> textHashes,
            long version)
            throws SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        textHashes.forEach((ref, hash) -> rows.add(ClickHouseDerived.versioned(
                VectorTable.row(teamId, documentType, rendering, model, ref, hash), version)));
        ClickHouseRows.insert(connection, "item_embeddings", ITEM, rows);
    }

    static Matrix matrix(
            Connection connection,
            long teamId,
            String documentType,
            String rendering,
            String model,
            List<String> itemIds)
            throws SQLException {
        Map<String, float[]> byItem = new HashMap<>();
        Sql.of(
                        "SELECT e.item_id AS item_id, v.vector AS vector" + OF_ITEMS
                                + " AND e.item_id IN (SELECT arrayJoin(CAST(? AS Array(String))))",
                        teamId,
                        documentType,
                        rendering,
                        model,
                        itemIds)
                .each(connection, row -> byItem.put(row.getString(1), floats(row, "vector")));
        return VectorTable.matrix(byItem, itemIds, documentType + ", " + rendering + ", " + model);
    }

    static List<Similar> similar(
            Connection connection,
            long teamId,
            String documentType,
            String rendering,
            String model,
            float[] vector,
            Predicate<String> among,
            int limit)
            throws SQLException {
        List<String> numbers = new ArrayList<>(vector.length);
        for (float number : vector) {
            numbers.add(Float.toString(number));
        }
        List<Similar> best = new ArrayList<>();
        Sql.of(
                        "SELECT e.item_id AS item_id, ifNotFinite(1 - cosineDistance(v.vector,"
                                + " CAST(? AS Array(Float32))), 0) AS cosine" + OF_ITEMS
                                + " ORDER BY cosine DESC, item_id",
                        numbers,
                        teamId,
                        documentType,
                        rendering,
                        model)
                .each(connection, row -> {
                    if (best.size() < limit && among.test(row.getString("item_id"))) {
                        best.add(new Similar(row.getString("item_id"), row.getDouble("cosine")));
                    }
                });
        return best;
    }

    static float[] floats(ResultSet row, String column) throws SQLException {
        Object[] elements = (Object[]) row.getArray(column).getArray();
        float[] floats = new float[elements.length];
        for (int i = 0; i < elements.length; i++) {
            floats[i] = (Float) elements[i];
        }
        return floats;
    }
}
