package dev.tracemap.store;

import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/// Gives vectors that were kept as bytes alone, by an earlier version, the list of numbers that SQL reckons with.
/// Later ones have it from the first.
final class NumberedVectors {
    private static final int PAGE = 10_000;

    private NumberedVectors() {}

    static void complete(DuckDBConnection connection, String model) throws SQLException {
        Sql.of("CREATE TEMP TABLE IF NOT EXISTS numbered (text_hash VARCHAR, numbers FLOAT[])")
                .execute(connection);
        while (page(connection, model)) {
            Sql.of(
                            "UPDATE vectors SET numbers = n.numbers FROM numbered n"
                                    + " WHERE vectors.model = ? AND vectors.text_hash = n.text_hash",
                            model)
                    .execute(connection);
            Sql.of("DELETE FROM numbered").execute(connection);
        }
    }

    private static boolean page(DuckDBConnection connection, String model) throws SQLException {
        List<List<Object>> vectors = Sql.of(
                        "SELECT text_hash, vector FROM vectors WHERE model = ? AND numbers IS NULL LIMIT " + PAGE,
                        model)
                .list(
                        connection,
                        row -> List.of(row.getString(1), VectorTable.numbers(VectorTable.floats(row.getBytes(2)))));
        try (Rows rows = Rows.into(connection, "numbered")) {
            for (List<Object> vector : vectors) {
                rows.add(vector.toArray());
            }
        }
        return !vectors.isEmpty();
    }
}
