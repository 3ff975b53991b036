package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParquetMatrixTest {
    @TempDir
    Path folder;

    @Test
    void aColumnOfListsIsTheMatrixInTheOrderOfTheFile() throws IOException, SQLException {
        for (String type : new String[] {"FLOAT[]", "DOUBLE[]", "FLOAT[2]"}) {
            Matrix matrix = ParquetMatrix.read(
                    file("SELECT 'id' || i AS id, i AS n, [i, -i / 2]::" + type + " AS vector FROM range(3000) t(i)"));
            assertEquals(3000, matrix.rows(), type);
            assertEquals(2, matrix.columns());
            assertEquals(2999, matrix.at(2999, 0));
            assertEquals(-0.5f, matrix.at(1, 1));
        }
    }

    @Test
    void withoutListsAllNumbersAreColumns() throws IOException, SQLException {
        Matrix matrix = ParquetMatrix.read(
                file("SELECT 'x' AS text, i::INTEGER AS a, i * 0.5::DOUBLE AS \"b \"\"c\" FROM range(2) t(i)"));
        assertArrayEquals(new float[] {0, 0, 1, 0.5f}, matrix.values());
    }

    @Test
    void saysWhichRowIsWrong() throws IOException, SQLException {
        assertTrue(refusal("SELECT [1::FLOAT, 2] AS v UNION ALL SELECT [3::FLOAT]")
                .contains("row 1: v holds 1 numbers, the rows before it 2"));
        assertTrue(refusal("SELECT [1::FLOAT] AS v UNION ALL SELECT NULL").contains("row 1: v is NULL"));
        assertTrue(refusal("SELECT [1::FLOAT, NULL] AS v").contains("row 0: number 1 of v is NULL"));
        assertTrue(refusal("SELECT 1::FLOAT AS a UNION ALL SELECT NULL").contains("row 1: a is NULL"));
        assertTrue(refusal("SELECT 'x' AS a").contains("nothing to cluster"));
        assertTrue(refusal("SELECT [1::FLOAT] AS a, [1::FLOAT] AS b").contains("several columns of lists: a, b"));
    }

    @Test
    void whatIsNoParquetIsSaidToBeNone() throws IOException {
        Path text = Files.writeString(folder.resolve("a.parquet"), "hello, this is text and not a table");
        assertTrue(String.valueOf(assertThrows(IOException.class, () -> ParquetMatrix.read(text))
                        .getMessage())
                .contains("cannot be read as Parquet"));
    }

    private String refusal(String sql) throws IOException, SQLException {
        Path file = file(sql);
        return String.valueOf(
                assertThrows(IOException.class, () -> ParquetMatrix.read(file)).getMessage());
    }

    private Path file(String sql) throws IOException, SQLException {
        Path file = Files.createTempFile(folder, "rows", ".parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + sql + ") TO '" + file + "' (FORMAT parquet)");
        }
        return file;
    }
}
