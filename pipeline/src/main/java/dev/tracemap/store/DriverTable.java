package dev.tracemap.store;

import dev.tracemap.insight.Driver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The table `drivers`, in both engines.
final class DriverTable {
    private static final String COLUMNS =
            "row_version, run_id, cluster_id, position, subject, step, property, value, items, here, elsewhere, effect, p, q";

    private DriverTable() {}

    static void save(DuckDBConnection connection, String runId, List<Driver> drivers) throws SQLException {
        forget(connection, runId);
        try (Rows rows = Rows.into(connection, "drivers")) {
            for (List<@Nullable Object> row : rows(runId, drivers)) {
                rows.add(row.toArray());
            }
        }
    }

    /// Into ClickHouse.
    static void save(Connection connection, String runId, List<Driver> drivers, long version) throws SQLException {
        forget(connection, runId);
        ClickHouseRows.insert(
                connection,
                "drivers",
                COLUMNS,
                rows(runId, drivers).stream()
                        .map(row -> ClickHouseDerived.versioned(row, version))
                        .toList());
    }

    private static List<List<@Nullable Object>> rows(String runId, List<Driver> drivers) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Driver driver : drivers) {
            rows.add(Arrays.asList(
                    runId,
                    driver.clusterId(),
                    rows.size(),
                    driver.subject().wire(),
                    driver.step(),
                    driver.property(),
                    driver.value(),
                    driver.items(),
                    driver.here(),
                    driver.elsewhere(),
                    driver.effect(),
                    driver.p(),
                    driver.q()));
        }
        return rows;
    }

    static List<Driver> list(Connection connection, String runId) throws SQLException {
        return Sql.of("SELECT * FROM drivers WHERE run_id = ? ORDER BY cluster_id < 0, cluster_id, position", runId)
                .list(connection, DriverTable::driver);
    }

    private static Driver driver(ResultSet row) throws SQLException {
        return new Driver(
                row.getInt("cluster_id"),
                Driver.Subject.fromWire(row.getString("subject")),
                row.getString("step"),
                row.getString("property"),
                row.getString("value"),
                row.getInt("items"),
                row.getDouble("here"),
                row.getDouble("elsewhere"),
                row.getDouble("effect"),
                row.getDouble("p"),
                row.getDouble("q"));
    }

    static void forget(Connection connection, String runId) throws SQLException {
        Sql.of("DELETE FROM drivers WHERE run_id = ?", runId).execute(connection);
    }
}
