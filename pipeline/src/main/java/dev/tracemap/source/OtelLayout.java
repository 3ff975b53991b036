package dev.tracemap.source;

import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Origin;
import java.util.List;
import java.util.Map;

/// The table of OpenTelemetry's ClickHouse exporter, `otel_traces`; ClickStack (HyperDX) writes the same.
///
/// @param json whether attributes are of the type JSON, as with the exporter's option `json`; else maps of texts
record OtelLayout(boolean json) implements Layout {
    static final String TABLE = "otel_traces";

    @Override
    public Map<String, List<String>> needs() {
        return Map.of(
                TABLE,
                List.of(
                        "Timestamp",
                        "TraceId",
                        "SpanId",
                        "ParentSpanId",
                        "SpanName",
                        "SpanKind",
                        "ResourceAttributes",
                        "ScopeName",
                        "ScopeVersion",
                        "SpanAttributes",
                        "Duration",
                        "StatusCode",
                        "StatusMessage",
                        "Events.Timestamp",
                        "Events.Name",
                        "Events.Attributes"));
    }

    @Override
    public String ids(Where where) {
        String names = json ? "JSONAllPaths(SpanAttributes)" : "mapKeys(SpanAttributes)";
        return "SELECT DISTINCT TraceId AS id FROM " + where.table(TABLE) + " WHERE " + where.during("Timestamp")
                + " AND " + Spans.aboutModels(names);
    }

    @Override
    public List<String> rows(Where where) {
        return List.of("SELECT TraceId AS trace_id, SpanId AS span_id, ParentSpanId AS parent_id, SpanName AS name,"
                + " SpanKind AS kind, toString(toUnixTimestamp64Nano(Timestamp)) AS began,"
                + " toString(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration)) AS ended,"
                + " if(endsWith(upper(StatusCode), 'ERROR'), 'true', 'false') AS failed, StatusMessage AS message,"
                + " ScopeName AS scope, ScopeVersion AS scope_version, toJSONString(SpanAttributes) AS attributes,"
                + " toJSONString(ResourceAttributes) AS resource,"
                + " concat('[', arrayStringConcat(arrayMap((n, t, a) -> concat('{\"name\":', toJSONString(toString(n)),"
                + " ',\"timeUnixNano\":\"', toString(toUnixTimestamp64Nano(t)), '\",\"attributes\":', toJSONString(a), '}'),"
                + " Events.Name, Events.Timestamp, Events.Attributes), ','), ']') AS events FROM "
                + where.table(TABLE) + " WHERE " + where.around("Timestamp") + " AND TraceId" + Where.OF_TRACES
                + " ORDER BY TraceId, Timestamp, SpanId");
    }

    @Override
    public Conversion convert(List<List<Map<String, String>>> rows, Origin origin) {
        return Spans.convert(rows.getFirst(), origin);
    }
}
