package dev.tracemap.store;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBConnection;

/// Writes the rows of a run as a Parquet file, through a database in memory, since the store itself may write nowhere.
public final class ParquetExport {
    private ParquetExport() {}

    /// One row per membership, in the order given, with the columns of every export: `item_id, trace_id, cluster_id,
    /// probability, second_cluster_id, second_probability, distance_to_centroid, rank, x, y, title, timestamp`.
    ///
    /// @throws StoreException when the file cannot be written
    public static void write(List<Membership> memberships, Path file) {
        try (DuckDBConnection connection =
                        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE rows (item_id VARCHAR, trace_id VARCHAR, cluster_id INTEGER,"
                    + " probability DOUBLE, second_cluster_id INTEGER, second_probability DOUBLE,"
                    + " distance_to_centroid DOUBLE, rank INTEGER, x DOUBLE, y DOUBLE, title VARCHAR,"
                    + " timestamp TIMESTAMP)");
            try (Rows rows = Rows.into(connection, "rows")) {
                for (Membership row : memberships) {
                    rows.add(
                            row.itemId(),
                            row.traceId(),
                            row.clusterId(),
                            row.probability(),
                            row.secondClusterId(),
                            row.secondProbability(),
                            row.distanceToCentroid(),
                            row.rank(),
                            row.x(),
                            row.y(),
                            row.title(),
                            row.timestamp());
                }
            }
            statement.execute("COPY rows TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
        } catch (SQLException e) {
            throw new StoreException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
