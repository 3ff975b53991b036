package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsTest {
    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(directory);
    }

    @Test
    void wrongUsageIsExitCodeTwoAndTouchesNoDirectory() {
        assertEquals(2, run("nosuch"));
        assertTrue(shell.err().contains("Usage: tracemap"));
        assertEquals(2, run("runs", "--no-such-option"));
        assertTrue(shell.err().contains("--no-such-option") && shell.err().contains("Usage: tracemap runs"));
        assertEquals(2, run("run", "--level", "planet"));
        assertTrue(shell.err().contains("trace, generation, session"));
        assertEquals(2, run("run", "--filter", "nonsense"));
        assertTrue(shell.err().contains("model = gpt-5"));
        assertEquals(2, run("import", "--format", "xml", "x"));
        assertEquals(2, run("runs", "--store", "mysql://db"));
        assertTrue(shell.err().contains("clickhouse://user@host:8123/database"));
        assertEquals(2, run("migrate-store"));
        assertTrue(shell.err().contains("migrate-store needs --store"));
        assertEquals("", shell.out());
        assertFalse(Files.exists(directory.resolve("data")));
    }

    @Test
    void anEmptyStoreSaysWhatToDoFirst() {
        assertEquals(0, run("runs"));
        assertTrue(shell.out().contains("./tracemap run"));
        assertEquals(1, run("clusters"));
        assertTrue(shell.err().contains("./tracemap import"));
        assertEquals(1, run("clusters", "1_trace_20200101_000000"));
        assertTrue(shell.err().contains("./tracemap runs"));
        assertEquals(1, run("trace", "nosuchtrace"));
    }

    @Test
    void importAccountsForEveryEventAndIsIdempotent() throws IOException {
        String lines = traces(3) + "{\"event\": \"$ai_gen\n";
        assertEquals(0, runWith(lines, "import", "--json", "-"));
        JsonNode first = shell.json();
        assertEquals(3, first.get("stored").intValue());
        assertEquals(4, first.at("/errors/0/line").intValue());
        assertEquals(
                first.get("read").intValue(),
                first.get("stored").intValue()
                        + first.get("duplicates").intValue()
                        + first.get("rejected").intValue());
        assertEquals(0, runWith(lines, "import", "--json", "-"));
        assertEquals(0, shell.json().get("stored").intValue());
        assertEquals(1, run("import", "nosuchfile.jsonl"));
        assertTrue(shell.err().contains("nosuchfile.jsonl"));
    }

    @Test
    void deletedTracesAreCountedFirstAndThenGone() throws IOException {
        assertEquals(0, runWith(traces(4), "import", "-"));
        assertEquals(2, run("delete"));
        assertEquals(2, run("delete", "--user", "u1", "--trace", "x"));
        assertEquals(2, run("delete", "--before", "yesterday"));
        assertEquals(0, run("delete", "--json", "--dry-run", "--before", "2026-11-03"));
        assertEquals(2, shell.json().get("traces").intValue());
        assertEquals(0, run("delete", "--json", "--before", "2026-11-03"));
        assertEquals(2, shell.json().get("events").intValue());
        assertEquals(0, run("delete", "--json", "--trace", "trace-number-03"));
        assertEquals(1, shell.json().get("traces").intValue());
        assertEquals(0, run("delete", "--json", "--user", "u1", "--team", "2"));
        assertEquals(0, shell.json().get("traces").intValue());
        assertEquals(0, run("delete", "--user", "u1"));
        assertTrue(shell.out().startsWith("Deleted 1 traces"), shell.out());
        assertEquals(0, run("sql", "--json", "SELECT count(*) FROM events"));
        assertEquals(0, shell.json().at("/rows/0/0").intValue());
    }

    @Test
    void sqlPrintsOneDocumentAndRefusesWrites() throws IOException {
        runWith(traces(2), "import", "-");
        assertEquals(0, run("sql", "--json", "SELECT trace_id, 1 AS n FROM events ORDER BY 1"));
        JsonNode result = shell.json();
        assertEquals("[\"trace_id\",\"n\"]", result.get("columns").toString());
        assertEquals("[\"trace-number-01\",1]", result.get("rows").get(0).toString());
        assertFalse(result.get("truncated").booleanValue());
        assertEquals(1, run("sql", "DELETE FROM events"));
        assertEquals(1, run("sql", "SELECT * FROM read_csv('/etc/passwd')"));
        assertFalse(shell.out().contains("root:"));
    }

    @Test
    void withoutAModelAnEstimateIsFreeAndASelftestSaysWhatIsMissing() throws IOException {
        Assumptions.assumeTrue(System.getenv("OPENAI_API_KEY") == null, "skipped: there is a key");
        runWith(traces(3), "import", "-");
        assertEquals(0, run("run", "--estimate", "--json", "--from", "2026-11-01", "--to", "2026-12-01"));
        assertEquals(3, shell.json().get("items").intValue());
        assertEquals(0, shell.json().get("cost_usd").doubleValue());
        assertEquals(0, shell.json().get("parts").size());
        assertEquals(1, run("selftest", "--with-model"));
        assertTrue(shell.err().contains("OPENAI_API_KEY"), shell.err());
    }

    @Test
    void aRunIsShownListedAndExported() throws IOException {
        runWith(traces(24), "import", "-");
        assertEquals(0, run("run", "--json", "--from", "2026-11-01", "--to", "2026-12-01", "--run-label", "test"));
        JsonNode run = shell.json();
        String id = run.get("run_id").textValue();
        assertTrue(id.endsWith("_test"), id);
        assertEquals(24, run.get("items").intValue());
        assertTrue(
                Stream.of("level", "clusters", "noise", "seconds", "warnings").allMatch(run::has));
        assertEquals(0, run("runs", "--json"));
        assertEquals(id, shell.json().at("/0/run_id").textValue());
        assertEquals(0, run("clusters", "--json"));
        assertEquals(id, shell.json().at("/run/run_id").textValue());
        assertEquals(0, run("export", id));
        assertEquals(24, shell.out().lines().count());
        assertEquals(0, run("export", id, "--format", "csv", "-o", "rows.csv"));
        List<String> rows = Files.readAllLines(directory.resolve("rows.csv"));
        assertEquals(25, rows.size());
        assertTrue(rows.getFirst().startsWith("item_id,trace_id,cluster_id,probability,second_cluster_id"));
        assertEquals(0, run("trace", "trace-number-03"));
        assertTrue(shell.out().contains("refund number 3") && shell.out().contains("of " + id), shell.out());
    }

    @Test
    void aMatrixIsClusteredWithoutAnyDirectory() throws IOException {
        Files.write(directory.resolve("m.npy"), matrix(60, 8));
        assertEquals(0, run("cluster", "m.npy", "--json", "--labels-out", "labels.txt"));
        JsonNode result = shell.json();
        assertEquals(60, result.get("n").intValue());
        assertEquals(8, result.get("d").intValue());
        assertTrue(result.get("seconds").isObject());
        List<String> labels = Files.readAllLines(directory.resolve("labels.txt"));
        assertEquals(60, labels.size());
        assertFalse(Files.exists(directory.resolve("data")));
        assertEquals(1, run("cluster", "nosuch.npy"));
        assertTrue(shell.err().contains("nosuch.npy"));
    }

    @Test
    void theComputeCoreIsMeasured() throws IOException {
        assertEquals(0, run("bench", "compute", "--json", "--size", "60x8,120x8", "--rounds", "2", "--fresh", "0"));
        JsonNode result = shell.json();
        assertEquals(4, result.get("rounds").size());
        assertEquals(120, result.at("/rounds/3/n").intValue());
        assertTrue(result.at("/rounds/0/seconds/total").isNumber()
                && result.at("/rounds/0/ari").isNumber());
        assertEquals(120, result.at("/growth/0/to").intValue());
        assertEquals(2, run("bench", "compute", "--size", "60"));
        assertTrue(shell.err().contains("--size takes ROWSxCOLUMNS"));
        assertEquals(2, run("bench"));
        assertTrue(shell.err().contains("compute"));
    }

    /// Trace events, one line each; at most 28, a day apart.
    static String traces(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(CommandsTest::generation)
                .collect(Collectors.joining());
    }

    private static String generation(int n) {
        return """
                {"uuid":"00000000-0000-4000-8000-0000000000%02d","event":"$ai_generation","distinct_id":"u1",\
                "timestamp":"2026-11-%02dT10:00:00Z","properties":{"$ai_trace_id":"trace-number-%02d",\
                "$ai_model":"gpt-5","$ai_input":[{"role":"user","content":"%s number %d"}],\
                "$ai_output_choices":[{"role":"assistant","content":"fine"}],\
                "$ai_input_tokens":10,"$ai_output_tokens":5}}
                """.formatted(n, n, n, n % 2 == 0 ? "weather" : "refund", n);
    }

    /// Two clouds, in NumPy's own format.
    private static byte[] matrix(int rows, int columns) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        String padded = header + " ".repeat(118 - header.length() - 1) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) 118).put(padded.getBytes(StandardCharsets.US_ASCII));
        Random random = new Random(1);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                bytes.putFloat((float) (random.nextGaussian() + (row % 2 == 0 && column < 4 ? 20 : 0)));
            }
        }
        return bytes.array();
    }

    private int run(String... arguments) {
        return runWith("", arguments);
    }

    private int runWith(String input, String... arguments) {
        List<String> all =
                arguments[0].equals("cluster") || arguments[0].equals("bench") || arguments[0].equals("nosuch")
                        ? List.of(arguments)
                        : Stream.concat(
                                        Stream.of(arguments[0], "--data-dir", "data"),
                                        Stream.of(arguments).skip(1))
                                .toList();
        return shell.run(input, all);
    }
}
