package dev.tracemap.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.source.SourceSettings.Kind;
import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DetectionTest {
    private final Map<String, Map<String, String>> tables = new HashMap<>();

    private Layout detected(Kind kind, Map<String, String> names, Map<String, String> only) {
        SourceSettings settings = new SourceSettings(
                "prod", ClickHouseAddress.parse("clickhouse://db/otel"), kind, names, only, "CLICKHOUSE_PASSWORD");
        return Detection.of(settings, table -> tables.getOrDefault(table, Map.of()));
    }

    private void has(Layout layout) {
        layout.needs().forEach((table, columns) -> {
            Map<String, String> types = new TreeMap<>();
            columns.forEach(column -> types.put(column, "String"));
            tables.put(table, types);
        });
    }

    @Test
    void theTablesTellTheLayout() {
        for (Layout layout : List.of(
                new OtelLayout(false),
                new SigNozLayout(),
                new LangfuseEventsLayout(true),
                new LangfuseEventsLayout(false),
                new LangfuseLayout(),
                new PostHogLayout(true),
                new PostHogLayout(false))) {
            tables.clear();
            has(layout);
            assertEquals(layout, detected(Kind.AUTO, Map.of(), Map.of()));
        }
    }

    @Test
    void attributesOfTheTypeJsonAreSeen() {
        has(new OtelLayout(false));
        tables.get("otel_traces").put("SpanAttributes", "JSON(max_dynamic_paths=512)");
        assertEquals(new OtelLayout(true), detected(Kind.OTEL, Map.of(), Map.of()));
    }

    @Test
    void aTableMayHaveAnotherName() {
        has(new OtelLayout(false));
        tables.put("logs.spans", tables.remove("otel_traces"));
        assertInstanceOf(OtelLayout.class, detected(Kind.AUTO, Map.of("otel_traces", "logs.spans"), Map.of()));
    }

    @Test
    void missingColumnsAreNamed() {
        has(new OtelLayout(false));
        tables.get("otel_traces").remove("SpanAttributes");
        String message = refusal(Kind.AUTO, Map.of("Tenant", "7"));
        assertTrue(message.contains("otel_traces.SpanAttributes"), message);
        assertTrue(message.contains("otel_traces.Tenant (named under only)"), message);
    }

    @Test
    void aDatabaseWithoutTheTablesIsExplained() {
        has(new OtelLayout(false));
        String message = refusal(Kind.LANGFUSE, Map.of());
        assertTrue(message.contains("none of the tables events_full, events_core, observations, traces"), message);
        assertTrue(message.contains("clickhouse://default@db:8123/otel"), message);
    }

    private String refusal(Kind kind, Map<String, String> only) {
        return String.valueOf(assertThrows(StoreException.class, () -> detected(kind, Map.of(), only))
                .getMessage());
    }
}
