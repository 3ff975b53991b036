package dev.tracemap.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A statement in the making: text and values side by side, so that no value is ever written into the text.
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    /// Reads one row.
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Takes one row.
    interface RowTaker {
        void take(ResultSet row) throws SQLException;
    }

    /// @param values one for each `?` of the fragment: text, numbers, booleans, null, or a collection of texts or longs
    static Sql of(String fragment, @Nullable Object... values) {
        return new Sql().add(fragment, values);
    }

    Sql add(String fragment, @Nullable Object... more) {
        text.append(fragment).append('\n');
        for (Object value : more) {
            values.add(value);
        }
        return this;
    }

    Sql add(Sql other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    /// The text with each value in its place, for those who run it elsewhere.
    ///
    /// @param escaped what stands between quotes for a text
    String inlined(UnaryOperator<String> escaped) {
        StringBuilder whole = new StringBuilder();
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '?') {
                whole.append(literal(values.get(next++), escaped));
            } else {
                whole.append(letter);
            }
        }
        return whole.toString();
    }

    private static String literal(@Nullable Object value, UnaryOperator<String> escaped) {
        return switch (value) {
            case Collection<?> several ->
                several.stream().map(each -> literal(each, escaped)).collect(Collectors.joining(", ", "[", "]"));
            case String one -> "'" + escaped.apply(one) + "'";
            case null, default -> String.valueOf(value);
        };
    }

    <T> List<T> list(Connection connection, Row<T> row) throws SQLException {
        try (PreparedStatement statement = prepare(connection);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        }
    }

    /// Takes one row after the other without keeping them.
    void each(Connection connection, RowTaker taker) throws SQLException {
        try (PreparedStatement statement = prepare(connection);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                taker.take(result);
            }
        }
    }

    <T> Optional<T> first(Connection connection, Row<T> row) throws SQLException {
        return list(connection, row).stream().findFirst();
    }

    /// @return how many rows were changed
    int execute(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        try {
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                statement.setObject(
                        i + 1, value instanceof Collection<?> collection ? array(connection, collection) : value);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static Object array(Connection connection, Collection<?> collection) throws SQLException {
        boolean numbers = !collection.isEmpty() && collection.iterator().next() instanceof Long;
        return connection.createArrayOf(numbers ? "BIGINT" : "VARCHAR", collection.toArray());
    }

    /// Microseconds since 1970, the resolution of the engine; goes with `make_timestamp(?)` and `epoch_us(column)`.
    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static @Nullable Double nullableDouble(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : (Double) value;
    }

    static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }

    static @Nullable Integer nullableInt(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : (Integer) value;
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return elements(row, column, String.class);
    }

    static List<Integer> integers(ResultSet row, String column) throws SQLException {
        return elements(row, column, Integer.class);
    }

    /// Empty where the column is NULL.
    private static <T> List<T> elements(ResultSet row, String column, Class<T> type) throws SQLException {
        Array array = row.getArray(column);
        return row.wasNull()
                ? List.of()
                : Arrays.stream((Object[]) array.getArray()).map(type::cast).toList();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
