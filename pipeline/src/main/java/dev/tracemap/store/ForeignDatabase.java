package dev.tracemap.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Somebody else's database on a ClickHouse server, opened to read only: the server refuses everything else.
public final class ForeignDatabase implements AutoCloseable {
    private final ClickHouseAddress address;
    private final Connection connection;

    private ForeignDatabase(ClickHouseAddress address, Connection connection) {
        this.address = address;
        this.connection = connection;
    }

    /// @throws StoreException when the server cannot be reached or refuses
    public static ForeignDatabase open(ClickHouseAddress address, @Nullable String password) {
        Properties properties = address.properties(password);
        // Reading and settings, nothing else.
        properties.setProperty("clickhouse_setting_readonly", "2");
        try {
            return new ForeignDatabase(
                    address, DriverManager.getConnection(address.url(address.database()), properties));
        } catch (SQLException e) {
            throw failed(address, e);
        }
    }

    /// The columns of a table with their types; empty when there is no such table.
    ///
    /// @param table of this database, or `database.table`
    public Map<String, String> columns(String table) {
        int dot = table.indexOf('.');
        Map<String, String> columns = new TreeMap<>();
        rows(Sql.of(
                        "SELECT name, type FROM system.columns WHERE database = ? AND table = ?",
                        dot < 0 ? address.database() : table.substring(0, dot),
                        table.substring(dot + 1)))
                .forEach(row -> columns.put(text(row, "name"), text(row, "type")));
        return columns;
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    /// Rows as texts by the names of the query's columns; NULL is left out.
    ///
    /// @param values for each `?`: text, numbers, or collections of texts
    public List<Map<String, String>> rows(String sql, Object... values) {
        return rows(Sql.of(sql, values));
    }

    private List<Map<String, String>> rows(Sql sql) {
        try {
            return sql.list(connection, ForeignDatabase::row);
        } catch (SQLException e) {
            throw failed(address, e);
        }
    }

    private static Map<String, String> row(ResultSet result) throws SQLException {
        ResultSetMetaData names = result.getMetaData();
        Map<String, String> row = new HashMap<>();
        for (int column = 1; column <= names.getColumnCount(); column++) {
            String value = result.getString(column);
            if (value != null) {
                row.put(names.getColumnLabel(column), value);
            }
        }
        return row;
    }

    private static StoreException failed(ClickHouseAddress address, SQLException e) {
        return new StoreException(address + " answered: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(address, e);
        }
    }
}
