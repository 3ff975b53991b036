package dev.tracemap.store;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.trace.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/// The tables `vectors` (what a text became under a model) and `item_embeddings` (which text stands for an item). A
/// vector is a BLOB of little-endian float32: it loads three times faster than a list of floats. The same numbers
/// stand beside it as a list, since the engine cannot reckon with bytes.
final class VectorTable {
    private VectorTable() {}

    static byte[] bytes(float[] vector) {
        ByteBuffer buffer = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(vector);
        return buffer.array();
    }

    static float[] floats(byte[] bytes) {
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    static List<Float> numbers(float[] vector) {
        List<Float> numbers = new ArrayList<>(vector.length);
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    static Map<String, float[]> find(Connection connection, String model, Collection<String> textHashes)
            throws SQLException {
        Map<String, float[]> found = new LinkedHashMap<>();
        Sql.of(
                        "SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN (SELECT unnest(?))",
                        model,
                        textHashes)
                .list(connection, row -> found.put(row.getString(1), floats(row.getBytes(2))));
        return found;
    }

    static void save(DuckDBConnection connection, String model, Map<String, float[]> byTextHash) throws SQLException {
        Set<String> present = new HashSet<>(Sql.of(
                        "SELECT text_hash FROM vectors WHERE model = ? AND text_hash IN (SELECT unnest(?))",
                        model,
                        byTextHash.keySet())
                .list(connection, row -> row.getString(1)));
        try (Rows rows = Rows.into(connection, "vectors")) {
            for (Map.Entry<String, float[]> entry : byTextHash.entrySet()) {
                if (!present.contains(entry.getKey())) {
                    rows.add(
                            model,
                            entry.getKey(),
                            entry.getValue().length,
                            bytes(entry.getValue()),
                            numbers(entry.getValue()));
                }
            }
        }
    }

    static void saveItems(
            DuckDBConnection connection,
            long teamId,
            String documentType,
            String rendering,
            String model,
            Map<ItemRef, String> textHashes)
            throws SQLException {
        Map<Level, List<String>> ids = new LinkedHashMap<>();
        textHashes.keySet().forEach(ref -> ids.computeIfAbsent(ref.level(), level -> new ArrayList<>())
                .add(ref.id()));
        for (Map.Entry<Level, List<String>> entry : ids.entrySet()) {
            Sql.of(
                            "DELETE FROM item_embeddings WHERE team_id = ? AND level = ? AND document_type = ?"
                                    + " AND rendering = ? AND model = ? AND item_id IN (SELECT unnest(?))",
                            teamId,
                            entry.getKey().wire(),
                            documentType,
                            rendering,
                            model,
                            entry.getValue())
                    .execute(connection);
        }
        try (Rows rows = Rows.into(connection, "item_embeddings")) {
            for (Map.Entry<ItemRef, String> entry : textHashes.entrySet()) {
                rows.add(row(teamId, documentType, rendering, model, entry.getKey(), entry.getValue())
                        .toArray());
            }
        }
    }

    /// The columns of the table `item_embeddings`.
    static List<Object> row(
            long teamId, String documentType, String rendering, String model, ItemRef ref, String textHash) {
        return List.of(
                teamId,
                ref.level().wire(),
                ref.id(),
                documentType,
                rendering,
                model,
                ref.revision(),
                ref.traceIds(),
                textHash);
    }

    /// @throws StoreException naming the first item without a vector, or of another width than the rest
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
                        "SELECT item_id, vector FROM item_embeddings JOIN vectors USING (model, text_hash)"
                                + " WHERE team_id = ? AND document_type = ? AND rendering = ? AND model = ?"
                                + " AND item_id IN (SELECT unnest(?))",
                        teamId,
                        documentType,
                        rendering,
                        model,
                        itemIds)
                .list(connection, row -> byItem.put(row.getString(1), floats(row.getBytes(2))));
        return matrix(byItem, itemIds, documentType + ", " + rendering + ", " + model);
    }

    /// @param kind of embedding, as it is told where one is missing
    static Matrix matrix(Map<String, float[]> byItem, List<String> itemIds, String kind) {
        int columns =
                byItem.values().stream().mapToInt(vector -> vector.length).max().orElse(0);
        float[] values = new float[itemIds.size() * columns];
        for (int i = 0; i < itemIds.size(); i++) {
            float[] vector = byItem.get(itemIds.get(i));
            if (vector == null || vector.length != columns) {
                throw new StoreException("item " + itemIds.get(i) + " has no embedding of " + columns
                        + " dimensions for " + kind + "; run it again");
            }
            System.arraycopy(vector, 0, values, i * columns, columns);
        }
        return new Matrix(itemIds.size(), columns, values);
    }
}
