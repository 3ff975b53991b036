package dev.tracemap.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParquetExportTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void rowsKeepTheirOrderAndMissingValues() throws SQLException {
        Path file = directory.resolve("it's a run.parquet");
        ParquetExport.write(List.of(RunsContract.noise("t9"), RunsContract.member("t1", 0, 3)), file);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            List<String> rows = Sql.of("SELECT * FROM read_parquet(?)", file.toString())
                    .list(connection, row -> {
                        StringBuilder line = new StringBuilder();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            line.append(row.getMetaData().getColumnName(i))
                                    .append('=')
                                    .append(row.getString(i))
                                    .append(' ');
                        }
                        return line.toString().strip();
                    });
            assertEquals(
                    List.of(
                            "item_id=t9 trace_id=t9 cluster_id=-1 probability=null second_cluster_id=null"
                                    + " second_probability=null distance_to_centroid=null rank=null x=1.0 y=2.0"
                                    + " title=Title of t9 timestamp=2026-11-09 08:00:00.0",
                            "item_id=t1 trace_id=t1 cluster_id=0 probability=0.9 second_cluster_id=1"
                                    + " second_probability=0.1 distance_to_centroid=0.25 rank=3 x=1.0 y=2.0"
                                    + " title=Title of t1 timestamp=2026-11-09 08:00:00.0"),
                    rows);
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() {
        Path file = directory.resolve("no/such/folder/x.parquet");
        assertThrows(StoreException.class, () -> ParquetExport.write(List.of(), file));
    }
}
