package dev.tracemap.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends rows in big blocks; each block is stored whole or not at all.
final class ClickHouseRows {
    private static final int BLOCK = 100_000;

    private ClickHouseRows() {}

    /// @param columns separated by commas, in the order of the values and of the table: the driver heeds no other
    /// @param rows of text, numbers, booleans, instants, arrays of floats, lists of texts, or null
    static void insert(
            Connection connection, String table, String columns, List<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        String places = String.join(", ", Collections.nCopies(columns.split(",", -1).length, "?"));
        String sql = "INSERT INTO " + table + " (" + columns + ") VALUES (" + places + ")";
        for (int from = 0; from < rows.size(); from += BLOCK) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (List<? extends @Nullable Object> row : rows.subList(from, Math.min(rows.size(), from + BLOCK))) {
                    add(statement, row);
                }
                statement.executeBatch();
            }
        }
    }

    private static void add(PreparedStatement statement, List<? extends @Nullable Object> row) throws SQLException {
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            statement.setObject(i + 1, value instanceof Instant instant ? instant.atZone(ZoneOffset.UTC) : value);
        }
        statement.addBatch();
    }
}
