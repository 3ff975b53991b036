package dev.tracemap.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Brings a ClickHouse database to the present version. A script that was broken off is run again whole, so each of its
/// statements must do no harm the second time.
///
/// In a script `{on_cluster}` stands where a cluster is named and `{engine}` for how its tables copy themselves.
final class ClickHouseMigrations implements Migrations.Ledger {
    private final Connection connection;
    private final ClickHouseAddress address;

    ClickHouseMigrations(Connection connection, ClickHouseAddress address) {
        this.connection = connection;
        this.address = address;
    }

    @Override
    public Map<Integer, String> applied() throws SQLException {
        run("CREATE TABLE IF NOT EXISTS schema_migrations {on_cluster} (version Int32, name String, checksum String,"
                + " applied_at DateTime64(6, 'UTC')) ENGINE = {engine}MergeTree ORDER BY version");
        Map<Integer, String> applied = new TreeMap<>();
        Sql.of("SELECT version, checksum FROM schema_migrations")
                .list(connection, row -> applied.put(row.getInt("version"), row.getString("checksum")));
        return applied;
    }

    @Override
    public void run(String script) throws SQLException {
        for (String sql : statements(script, address)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void record(int version, Migrations.Script script, Instant now) throws SQLException {
        ClickHouseRows.insert(
                connection,
                "schema_migrations",
                "version, name, checksum, applied_at",
                List.of(List.of(version, script.name(), script.checksum(), now)));
    }

    /// What is sent for a script, one statement after the other.
    static List<String> statements(String script, ClickHouseAddress address) {
        String sent = script.replaceAll("(?m)^--.*\n", "")
                .replace(" {on_cluster}", onCluster(address))
                .replace("{engine}", address.cluster() == null ? "Replacing" : "ReplicatedReplacing");
        return Arrays.stream(sent.split(";\\s*(\n|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    static String onCluster(ClickHouseAddress address) {
        return address.cluster() == null ? "" : " ON CLUSTER " + quoted(address.cluster());
    }

    /// @param name checked by [ClickHouseAddress]
    static String quoted(String name) {
        return '`' + name + '`';
    }
}
