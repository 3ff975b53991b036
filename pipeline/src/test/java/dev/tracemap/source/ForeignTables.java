package dev.tracemap.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.store.chdb.ClickHouseServer;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Databases as other products make them, filled with given events in their way of writing. The names and types
/// of columns are those of their published tables, as far as they are read.
public enum ForeignTables {
    OTEL(SourceSettings.Kind.OTEL, """
            CREATE TABLE otel_traces (Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String,
            TraceState String, SpanName LowCardinality(String), SpanKind LowCardinality(String),
            ServiceName LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String), ScopeName String,
            ScopeVersion String, SpanAttributes Map(LowCardinality(String), String), Duration UInt64,
            StatusCode LowCardinality(String), StatusMessage String, Events Nested (Timestamp DateTime64(9),
            Name LowCardinality(String), Attributes Map(LowCardinality(String), String)))
            ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))"""),
    OTEL_JSON(
            SourceSettings.Kind.AUTO,
            OTEL.tables
                    .getFirst()
                    .replace("ResourceAttributes Map(LowCardinality(String), String)", "ResourceAttributes JSON")
                    .replace("SpanAttributes Map(LowCardinality(String), String)", "SpanAttributes JSON")
                    .replace("Attributes Map(LowCardinality(String), String)", "Attributes JSON")),
    SIGNOZ(SourceSettings.Kind.AUTO, """
            CREATE TABLE distributed_signoz_index_v3 (ts_bucket_start UInt64, resource_fingerprint String,
            timestamp DateTime64(9), trace_id FixedString(32), span_id String, trace_state String, parent_span_id String,
            name LowCardinality(String), kind Int8, kind_string String, duration_nano UInt64, status_code Int16,
            status_message String, status_code_string String, attributes_string Map(LowCardinality(String), String),
            attributes_number Map(LowCardinality(String), Float64), attributes_bool Map(LowCardinality(String), Bool),
            resources_string Map(LowCardinality(String), String), events Array(String), has_error Bool)
            ENGINE = MergeTree PARTITION BY toDate(timestamp)
            ORDER BY (ts_bucket_start, resource_fingerprint, has_error, name, timestamp)"""),
    LANGFUSE(SourceSettings.Kind.AUTO, """
            CREATE TABLE traces (id String, timestamp DateTime64(3), name String, user_id Nullable(String),
            metadata Map(LowCardinality(String), String), release Nullable(String), version Nullable(String),
            project_id String, tags Array(String), input Nullable(String), output Nullable(String),
            session_id Nullable(String), event_ts DateTime64(3), is_deleted UInt8)
            ENGINE = ReplacingMergeTree(event_ts, is_deleted) PARTITION BY toYYYYMM(timestamp)
            PRIMARY KEY (project_id, toDate(timestamp)) ORDER BY (project_id, toDate(timestamp), id)""", """
            CREATE TABLE observations (id String, trace_id String, project_id String, type LowCardinality(String),
            parent_observation_id Nullable(String), start_time DateTime64(3), end_time Nullable(DateTime64(3)),
            name String, metadata Map(LowCardinality(String), String), level LowCardinality(String),
            status_message Nullable(String), version Nullable(String), input Nullable(String), output Nullable(String),
            provided_model_name Nullable(String), model_parameters Nullable(String),
            usage_details Map(LowCardinality(String), UInt64), cost_details Map(LowCardinality(String), Decimal64(12)),
            event_ts DateTime64(3), is_deleted UInt8)
            ENGINE = ReplacingMergeTree(event_ts, is_deleted) PARTITION BY toYYYYMM(start_time)
            PRIMARY KEY (project_id, type, toDate(start_time)) ORDER BY (project_id, type, toDate(start_time), id)"""),
    LANGFUSE_EVENTS(SourceSettings.Kind.LANGFUSE, """
            CREATE TABLE events_full (project_id String, trace_id String, span_id String, parent_span_id String,
            start_time DateTime64(6), end_time Nullable(DateTime64(6)), name String, type LowCardinality(String),
            version String, release String, trace_name String, user_id String, session_id String, tags Array(String),
            level LowCardinality(String), status_message String, provided_model_name String, model_parameters String,
            usage_details Map(LowCardinality(String), UInt64), cost_details Map(LowCardinality(String), Decimal(18, 12)),
            input String, output String, metadata_names Array(String), metadata_values Array(String),
            event_ts DateTime64(6), is_deleted UInt8)
            ENGINE = ReplacingMergeTree(event_ts, is_deleted) PARTITION BY toYYYYMM(start_time)
            ORDER BY (project_id, toStartOfMinute(start_time), xxHash32(trace_id), span_id, start_time)"""),
    POSTHOG(SourceSettings.Kind.AUTO, """
            CREATE TABLE events (uuid UUID, event String, properties String, timestamp DateTime64(6, 'UTC'),
            team_id Int64, distinct_id String, created_at DateTime64(6, 'UTC'), person_id UUID)
            ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(timestamp)
            ORDER BY (team_id, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))"""),
    POSTHOG_APART(SourceSettings.Kind.POSTHOG, """
            CREATE TABLE ai_events (uuid UUID, event LowCardinality(String), timestamp DateTime64(6, 'UTC'),
            team_id Int64, distinct_id String, person_id UUID, properties String, trace_id String, session_id String,
            input String, output String, output_choices String, input_state String, output_state String, tools String)
            ENGINE = MergeTree PARTITION BY toStartOfDay(timestamp) ORDER BY (team_id, trace_id, timestamp)""");

    private final SourceSettings.Kind kind;
    // A copy that nobody can change.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> tables;

    ForeignTables(SourceSettings.Kind kind, String... tables) {
        this.kind = kind;
        this.tables = List.of(tables);
    }

    /// Makes the database, fills it, and tells where it is.
    public ClickHouseAddress filled(List<Event> events) {
        ClickHouseAddress address = ClickHouseServer.running().address("theirs_" + name().toLowerCase(Locale.ROOT));
        send(address, "default", "DROP DATABASE IF EXISTS `" + address.database() + "`");
        send(address, "default", "CREATE DATABASE `" + address.database() + "`");
        for (String table : tables) {
            send(address, address.database(), table);
            String name = table.split(" ", 4)[2];
            insert(
                    address,
                    name,
                    events.stream().flatMap(event -> rows(name, event).stream()).toList());
        }
        return address;
    }

    public SourceSettings settings(ClickHouseAddress address) {
        return new SourceSettings("theirs", address, kind, Map.of(), Map.of(), "CLICKHOUSE_PASSWORD");
    }

    private List<ObjectNode> rows(String table, Event event) {
        return switch (table) {
            case "otel_traces" -> List.of(ForeignSpans.otel(event));
            case "distributed_signoz_index_v3" -> List.of(ForeignSpans.sigNoz(event));
            case "traces" -> event.name().equals(Event.TRACE) ? List.of(ForeignObservations.trace(event)) : List.of();
            case "observations" ->
                event.name().equals(Event.TRACE) ? List.of() : List.of(ForeignObservations.observation(event));
            case "events_full" -> List.of(ForeignObservations.span(event));
            case "events" -> List.of(event(event));
            case "ai_events" -> List.of(apart(event));
            default -> throw new IllegalArgumentException(table);
        };
    }

    private static ObjectNode event(Event event) {
        return Json.object()
                .put("uuid", event.uuid())
                .put("event", event.name())
                .put("timestamp", seconds(event.timestamp()))
                .put("team_id", 7)
                .put("distinct_id", event.distinctId())
                .put("properties", event.properties().toString());
    }

    private static ObjectNode apart(Event event) {
        ObjectNode row = event(event);
        ObjectNode left = event.properties().deepCopy();
        for (String column : List.of("input", "output", "output_choices", "input_state", "output_state", "tools")) {
            JsonNode held = left.remove("$ai_" + column);
            if (held != null) {
                row.put(column, held.toString());
            }
        }
        return row.put("trace_id", String.valueOf(event.traceId())).put("properties", left.toString());
    }

    /// In seconds since 1970, which needs no time zone.
    static String seconds(Instant instant) {
        return String.format(Locale.ROOT, "%d.%09d", instant.getEpochSecond(), instant.getNano());
    }

    /// As many hexadecimal digits as asked for.
    static String hex(String id, int digits) {
        String bare = id.replace("-", "");
        return bare.matches("[0-9a-f]{" + digits + "}")
                ? bare
                : HexFormat.of().formatHex(Arrays.copyOf(id.getBytes(StandardCharsets.UTF_8), digits / 2));
    }

    private static void insert(ClickHouseAddress address, String table, List<ObjectNode> rows) {
        List<ObjectNode> left = new ArrayList<>(rows);
        while (!left.isEmpty()) {
            List<ObjectNode> some = left.subList(0, Math.min(500, left.size()));
            // The engine looks for the end of a statement even within the data.
            String data = some.stream().map(ObjectNode::toString).collect(Collectors.joining("\n"));
            send(
                    address,
                    address.database(),
                    "INSERT INTO " + table + " FORMAT JSONEachRow " + data.replace(";", "\\u003b"));
            some.clear();
        }
    }

    static void send(ClickHouseAddress address, String database, String sql) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.port() + "/"))
                    .header("X-ClickHouse-Database", database)
                    .POST(HttpRequest.BodyPublishers.ofString(sql))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
