package dev.tracemap.store.chdb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The engine behind ClickHouse's HTTP interface, as far as its JDBC driver needs it. A process of its own, since the
/// engine takes hold of the whole process; it ends with the process that started it.
public final class ChdbFront {
    /// Parameters of a request that are no settings of the engine.
    private static final Set<String> OWN = Set.of(
            "query", "database", "default_format", "compress", "decompress", "query_id", "session_id", "user", "role");
    private static final Pattern CODE = Pattern.compile("Code: (\\d+)\\.");

    private static final String DATABASE = "";
    private static final String BINARY = " FORMAT RowBinary\n";
    private static final int HEAD = 10_000;

    private final Map<Map<String, String>, Deque<Chdb.Session>> sessions = new ConcurrentHashMap<>();
    private final Chdb engine;
    private final Path data;

    private ChdbFront(Chdb engine, Path data) {
        this.engine = engine;
        this.data = data;
    }

    /// Prints the port once it answers.
    ///
    /// @param args the library, the folder for the data
    public static void main(String[] args) throws IOException {
        Path data = Path.of(args[1]);
        Chdb engine = new Chdb(Path.of(args[0]));
        ChdbFront front = new ChdbFront(engine, data);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.createContext("/", front::answer);
        server.start();
        System.out.println(server.getAddress().getPort());
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/ping")) {
                send(exchange, 200, "Ok.\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> parameters = parameters(exchange.getRequestURI().getRawQuery());
            String format = parameters.getOrDefault("default_format", "TabSeparated");
            String wanted = exchange.getRequestHeaders().getFirst("X-ClickHouse-Format");
            String used = wanted == null ? format : wanted;
            exchange.getResponseHeaders().set("X-ClickHouse-Format", used);
            exchange.getResponseHeaders().set("X-ClickHouse-Summary", "{}");
            exchange.getResponseHeaders().set("X-ClickHouse-Timezone", "UTC");
            try {
                send(
                        exchange,
                        200,
                        run(
                                parameters,
                                exchange.getRequestHeaders().getFirst("X-ClickHouse-Database"),
                                sql(parameters, body),
                                used));
            } catch (Chdb.Refused e) {
                String message = String.valueOf(e.getMessage());
                Matcher code = CODE.matcher(message);
                exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", code.find() ? code.group(1) : "1002");
                send(exchange, 500, message.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /// Opening a session takes half a second, so one is kept for each combination of settings and each request at once.
    private byte[] run(Map<String, String> parameters, @Nullable String database, byte[] sql, String format) {
        Map<String, String> settings = new TreeMap<>(parameters);
        settings.keySet().removeAll(OWN);
        settings.put(DATABASE, database == null ? "default" : database);
        Deque<Chdb.Session> idle = sessions.computeIfAbsent(settings, key -> new ConcurrentLinkedDeque<>());
        Chdb.Session known = idle.poll();
        Chdb.Session session = known == null ? opened(settings) : known;
        try {
            int rows = rows(sql);
            return rows < 0 ? session.query(sql, format) : inserted(session, sql, rows);
        } finally {
            idle.push(session);
        }
    }

    /// Where binary rows begin in the text; -1 without.
    private static int rows(byte[] sql) {
        String head = new String(sql, 0, Math.min(sql.length, HEAD), StandardCharsets.ISO_8859_1);
        int format = head.startsWith("INSERT") ? head.indexOf(BINARY) : -1;
        return format < 0 ? -1 : format + BINARY.length();
    }

    /// By a file, since within a text the engine looks for the end of a statement.
    private static byte[] inserted(Chdb.Session session, byte[] sql, int rows) {
        try {
            Path file = Files.createTempFile("rows", ".bin");
            try {
                Files.write(file, Arrays.copyOfRange(sql, rows, sql.length));
                String head = new String(sql, 0, rows - BINARY.length(), StandardCharsets.UTF_8);
                return session.query(
                        bytes(head + " FROM INFILE '" + file + "' COMPRESSION 'none' FORMAT RowBinary"), "Null");
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Chdb.Session opened(Map<String, String> settings) {
        Chdb.Session session = engine.session(data);
        session.query(bytes("USE `" + settings.get(DATABASE) + "`"), "Null");
        String changes = settings.entrySet().stream()
                .filter(setting -> !setting.getKey().equals(DATABASE))
                .map(setting -> setting.getKey() + " = '"
                        + setting.getValue().replace("\\", "\\\\").replace("'", "\\'") + "'")
                .collect(Collectors.joining(", "));
        if (!changes.isEmpty()) {
            session.query(bytes("SET " + changes), "Null");
        }
        return session;
    }

    /// The text may stand in the address and the data in the body.
    private static byte[] sql(Map<String, String> parameters, byte[] body) throws IOException {
        String query = parameters.get("query");
        if (query == null) {
            return body;
        }
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(bytes(query + "\n"));
        both.write(body);
        return both.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                parameters.put(
                        URLDecoder.decode(pair.substring(0, sign), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(sign + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
