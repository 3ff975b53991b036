package dev.tracemap.store;

import java.time.Instant;

/// Events that the engine makes up by itself, for measurements of a store that holds millions.
///
/// Ten to a trace: one model call in five, the rest tool calls, among those of the other traces of the same hour. Ids
/// are hashes, so that nothing about their order helps.
public final class MadeEvents {
    /// When the first of them ended.
    public static final Instant FIRST = Instant.parse("2026-10-01T00:00:00Z");

    public static final int A_TRACE = 10;

    private static final String DUCK_DB = """
            INSERT INTO events
            SELECT md5('event ' || i) AS uuid, 1 AS team_id,
                CASE WHEN i % 5 = 0 THEN '$ai_generation' ELSE '$ai_span' END AS event,
                make_timestamp(? + i * 200000) AS timestamp, 'user-' || (i // 10) % 5000 AS distinct_id,
                '{"$ai_trace_id":"' || md5('trace ' || t) || '","$ai_span_id":"span-' || i || '","$ai_latency":'
                    || (i % 50) / 10.0 || ',"$ai_input":[{"role":"user","content":"Where is order ' || i || '?"}]}'
                    AS properties,
                md5('trace ' || t) AS trace_id, NULL AS session_id, 'span-' || i AS span_id, NULL AS parent_id,
                'step-' || i % 7 AS span_name, CASE WHEN i % 5 = 0 THEN 'gpt-4.1' ELSE NULL END AS model,
                CASE WHEN i % 5 = 0 THEN 'openai' ELSE NULL END AS provider,
                CASE WHEN i % 5 = 0 THEN 100 + i % 900 ELSE NULL END AS input_tokens,
                CASE WHEN i % 5 = 0 THEN i % 300 ELSE NULL END AS output_tokens,
                NULL, NULL, NULL,
                CASE WHEN i % 5 = 0 THEN (i % 100) / 10000.0 ELSE NULL END AS total_cost_usd,
                (i % 50) / 10.0 AS latency, i % 97 = 0 AS is_error, CASE WHEN i % 97 = 0 THEN 'timeout' ELSE NULL END,
                make_timestamp(? + i * 200000) AS started_at, (hash(i) >> 1)::BIGINT AS uuid_hash
            FROM (SELECT i, (i // 200) * 20 + i % 20 AS t FROM range(?) AS r(i))
            """;
    private static final String CLICK_HOUSE = """
            INSERT INTO events (row_version, uuid, team_id, event, timestamp, distinct_id, properties, trace_id, span_id,
                span_name, model, provider, input_tokens, output_tokens, total_cost_usd, latency, is_error, error,
                started_at, uuid_hash)
            SELECT 1, lower(hex(MD5(concat('event ', toString(i))))), 1, if(i % 5 = 0, '$ai_generation', '$ai_span'),
                fromUnixTimestamp64Micro(toInt64(? + i * 200000), 'UTC'),
                concat('user-', toString(intDiv(i, 10) % 5000)),
                concat('{"$ai_trace_id":"', lower(hex(MD5(concat('trace ', toString(t))))), '","$ai_span_id":"span-',
                    toString(i), '","$ai_latency":', toString((i % 50) / 10.0),
                    ',"$ai_input":[{"role":"user","content":"Where is order ', toString(i), '?"}]}'),
                lower(hex(MD5(concat('trace ', toString(t))))), concat('span-', toString(i)),
                concat('step-', toString(i % 7)), if(i % 5 = 0, 'gpt-4.1', NULL), if(i % 5 = 0, 'openai', NULL),
                if(i % 5 = 0, toInt64(100 + i % 900), NULL), if(i % 5 = 0, toInt64(i % 300), NULL),
                if(i % 5 = 0, (i % 100) / 10000.0, NULL), (i % 50) / 10.0, i % 97 = 0,
                if(i % 97 = 0, 'timeout', NULL), fromUnixTimestamp64Micro(toInt64(? + i * 200000), 'UTC'),
                toInt64(cityHash64(i) % 9000000000000000000)
            FROM (SELECT toInt64(number) AS i, intDiv(i, 200) * 20 + i % 20 AS t FROM numbers(?))
            """;

    private MadeEvents() {}

    /// @param store of a ClickHouse server or of DuckDB, empty
    /// @param events how many; a multiple of 200 gives whole traces
    public static void into(Store store, long events) {
        long first = Sql.micros(FIRST);
        switch (store) {
            case DuckDbStore duckDb ->
                duckDb.database().write(connection -> Sql.of(DUCK_DB, first, first, events)
                        .execute(connection));
            case ClickHouseStore clickHouse ->
                clickHouse.database().with(connection -> Sql.of(CLICK_HOUSE, first, first, events)
                        .execute(connection));
            default -> throw new IllegalArgumentException("only an opened store can be filled");
        }
    }
}
