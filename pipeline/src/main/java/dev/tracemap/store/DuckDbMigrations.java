package dev.tracemap.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// Brings a DuckDB file to the present version; a script is applied whole or not at all.
final class DuckDbMigrations implements Migrations.Ledger {
    private final Connection connection;

    DuckDbMigrations(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Map<Integer, String> applied() throws SQLException {
        run("CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL,"
                + " checksum VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)");
        Map<Integer, String> applied = new TreeMap<>();
        Sql.of("SELECT version, checksum FROM schema_migrations")
                .list(connection, row -> applied.put(row.getInt("version"), row.getString("checksum")));
        return applied;
    }

    @Override
    public void run(String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    @Override
    public void record(int version, Migrations.Script script, Instant now) throws SQLException {
        Sql.of(
                        "INSERT INTO schema_migrations VALUES (?, ?, ?, make_timestamp(?))",
                        version,
                        script.name(),
                        script.checksum(),
                        Sql.micros(now))
                .execute(connection);
    }
}
