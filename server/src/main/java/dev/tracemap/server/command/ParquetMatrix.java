package dev.tracemap.server.command;

import dev.tracemap.cluster.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads a matrix from a Parquet file: its one column of lists of numbers, or else all its columns of numbers, in the
/// order of the file.
final class ParquetMatrix {
    private static final Set<String> NUMBERS = Set.of(
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "FLOAT",
            "DOUBLE");
    private static final Pattern LIST = Pattern.compile("(FLOAT|DOUBLE)\\[\\d*]");

    private final Path file;
    private final Connection connection;

    private ParquetMatrix(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// @throws IOException where the file cannot be read as numbers; the message names the file and, where one is to
    ///     blame, the row, counted from 0
    static Matrix read(Path file) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            return new ParquetMatrix(file, connection).matrix();
        } catch (SQLException e) {
            throw new IOException(file + " cannot be read as Parquet: " + e.getMessage(), e);
        }
    }

    private Matrix matrix() throws SQLException, IOException {
        List<String> lists = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        try (PreparedStatement describe = statement("DESCRIBE SELECT * FROM read_parquet(?)");
                ResultSet columns = describe.executeQuery()) {
            while (columns.next()) {
                String name = columns.getString("column_name");
                String type = columns.getString("column_type");
                if (LIST.matcher(type).matches()) {
                    lists.add(name);
                } else if (NUMBERS.contains(type) || type.startsWith("DECIMAL")) {
                    numbers.add(name);
                }
            }
        }
        if (lists.size() > 1) {
            throw new IOException(file + " has several columns of lists: " + String.join(", ", lists)
                    + "; keep the one that is to be clustered");
        }
        if (lists.isEmpty() && numbers.isEmpty()) {
            throw new IOException(
                    file + " has neither a column of lists of floats nor columns of numbers: nothing to cluster");
        }
        int rows = rows();
        return lists.isEmpty() ? fromColumns(numbers, rows) : fromLists(lists.getFirst(), rows);
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, file.toString());
        return statement;
    }

    private int rows() throws SQLException, IOException {
        try (PreparedStatement count = statement("SELECT count(*) FROM read_parquet(?)");
                ResultSet result = count.executeQuery()) {
            result.next();
            return fitting(result.getLong(1), 1);
        }
    }

    private int fitting(long rows, int columns) throws IOException {
        if (rows * columns > Integer.MAX_VALUE - 8) {
            throw new IOException(file + " has " + rows + " × " + columns
                    + " values; up to 2147483639 fit into one matrix: cluster a part of the rows, or fewer columns");
        }
        return (int) rows;
    }

    private Matrix fromColumns(List<String> names, int rows) throws SQLException, IOException {
        fitting(rows, names.size());
        float[] values = new float[rows * names.size()];
        String all = String.join(", ", names.stream().map(ParquetMatrix::quoted).toList());
        try (PreparedStatement select = statement("SELECT " + all + " FROM read_parquet(?)");
                ResultSet result = select.executeQuery()) {
            for (int row = 0; result.next(); row++) {
                for (int column = 0; column < names.size(); column++) {
                    values[row * names.size() + column] = result.getFloat(column + 1);
                    if (result.wasNull()) {
                        throw new IOException(file + ", row " + row + ": " + names.get(column) + " is NULL");
                    }
                }
            }
        }
        return new Matrix(rows, names.size(), values);
    }

    private Matrix fromLists(String name, int rows) throws SQLException, IOException {
        float[] values = new float[0];
        int columns = 0;
        try (PreparedStatement select = statement("SELECT " + quoted(name) + " FROM read_parquet(?)");
                ResultSet result = select.executeQuery()) {
            for (int row = 0; result.next(); row++) {
                java.sql.Array list = result.getArray(1);
                if (list == null) {
                    throw new IOException(file + ", row " + row + ": " + name + " is NULL");
                }
                Object[] numbers = (Object[]) list.getArray();
                if (row == 0) {
                    columns = numbers.length;
                    fitting(rows, columns);
                    values = new float[rows * columns];
                } else if (numbers.length != columns) {
                    throw new IOException(file + ", row " + row + ": " + name + " holds " + numbers.length
                            + " numbers, the rows before it " + columns);
                }
                for (int column = 0; column < columns; column++) {
                    if (!(numbers[column] instanceof Number number)) {
                        throw new IOException(
                                file + ", row " + row + ": number " + column + " of " + name + " is NULL");
                    }
                    values[row * columns + column] = number.floatValue();
                }
            }
        }
        return new Matrix(rows, columns, values);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
