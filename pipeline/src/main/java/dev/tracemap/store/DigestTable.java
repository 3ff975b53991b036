package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.summary.Summary;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The table `item_digests`: one row per item and summarizer, of its latest revision.
final class DigestTable {
    private static final String MODE = "detailed";

    private DigestTable() {}

    static Map<String, ItemDigest> find(Connection connection, long teamId, List<ItemRef> refs, String summarizer)
            throws SQLException {
        Map<String, ItemDigest> found = new LinkedHashMap<>();
        for (Map.Entry<Level, Map<String, ItemRef>> entry : byLevel(refs).entrySet()) {
            Map<String, ItemRef> wanted = entry.getValue();
            Sql.of(
                            "SELECT * REPLACE (epoch_us(timestamp) AS timestamp) FROM item_digests WHERE team_id = ?"
                                    + " AND level = ? AND summarizer = ? AND item_id IN (SELECT unnest(?))"
                                    + " ORDER BY timestamp, item_id",
                            teamId,
                            entry.getKey().wire(),
                            summarizer,
                            wanted.keySet())
                    .list(connection, DigestTable::digest)
                    .stream()
                    .filter(digest ->
                            revision(wanted, digest).equals(digest.item().revision()))
                    .forEach(digest -> found.put(digest.item().id(), digest));
        }
        return found;
    }

    static String revision(Map<String, ItemRef> wanted, ItemDigest digest) {
        ItemRef ref = wanted.get(digest.item().id());
        return ref == null ? "" : ref.revision();
    }

    static Map<Level, Map<String, ItemRef>> byLevel(List<ItemRef> refs) {
        Map<Level, Map<String, ItemRef>> byLevel = new LinkedHashMap<>();
        for (ItemRef ref : refs) {
            byLevel.computeIfAbsent(ref.level(), level -> new LinkedHashMap<>()).put(ref.id(), ref);
        }
        return byLevel;
    }

    static ItemDigest digest(ResultSet row) throws SQLException {
        ItemRef item = new ItemRef(
                Level.fromWire(row.getString("level")),
                row.getString("item_id"),
                Sql.texts(row, "trace_ids"),
                Sql.instant(row.getLong("timestamp")),
                row.getString("revision"));
        ItemMeasures measures = new ItemMeasures(
                Sql.nullableDouble(row, "cost_usd"),
                Sql.nullableDouble(row, "latency"),
                Sql.nullableLong(row, "input_tokens"),
                Sql.nullableLong(row, "output_tokens"),
                row.getBoolean("has_error"),
                row.getInt("tool_calls"),
                row.getInt("tool_errors"));
        return new ItemDigest(
                item,
                Json.summary(row.getString("summary")),
                row.getString("summarizer"),
                Json.facets(row.getString("facets")),
                measures,
                row.getInt("text_length"),
                Json.modelFacets(row.getString("model_facets")),
                Json.findings(row.getString("findings")));
    }

    static void save(
            DuckDBConnection connection, long teamId, List<ItemDigest> digests, Instant now, @Nullable String runId)
            throws SQLException {
        Map<List<String>, ItemDigest> latest = latest(digests);
        forget(connection, teamId, latest.values());
        List<Event> events = new ArrayList<>();
        try (Rows rows = Rows.into(connection, "item_digests")) {
            for (ItemDigest digest : latest.values()) {
                rows.add(row(teamId, digest, now).toArray());
                events.add(summaryEvent(teamId, digest, now, runId));
            }
        }
        EventTable.replace(connection, events);
    }

    /// The last digest of each item and summarizer.
    static Map<List<String>, ItemDigest> latest(List<ItemDigest> digests) {
        Map<List<String>, ItemDigest> latest = new LinkedHashMap<>();
        for (ItemDigest digest : digests) {
            latest.put(List.of(digest.item().level().wire(), digest.item().id(), digest.summarizer()), digest);
        }
        return latest;
    }

    private static void forget(Connection connection, long teamId, Iterable<ItemDigest> digests) throws SQLException {
        Map<List<String>, List<String>> ids = new HashMap<>();
        for (ItemDigest digest : digests) {
            ids.computeIfAbsent(List.of(digest.item().level().wire(), digest.summarizer()), key -> new ArrayList<>())
                    .add(digest.item().id());
        }
        for (Map.Entry<List<String>, List<String>> entry : ids.entrySet()) {
            Sql.of(
                            "DELETE FROM item_digests WHERE team_id = ? AND level = ? AND summarizer = ?"
                                    + " AND item_id IN (SELECT unnest(?))",
                            teamId,
                            entry.getKey().getFirst(),
                            entry.getKey().getLast(),
                            entry.getValue())
                    .execute(connection);
        }
    }

    /// The columns of the table `item_digests`.
    static List<@Nullable Object> row(long teamId, ItemDigest digest, Instant now) {
        ItemRef item = digest.item();
        ItemMeasures measures = digest.measures();
        return Arrays.asList(
                teamId,
                item.level().wire(),
                item.id(),
                digest.summarizer(),
                item.revision(),
                item.traceIds(),
                item.timestamp(),
                digest.summary().title(),
                Json.write(digest.summary()),
                Json.write(digest.facets()),
                measures.costUsd(),
                measures.latencySeconds(),
                measures.inputTokens(),
                measures.outputTokens(),
                measures.hasError(),
                measures.toolCalls(),
                measures.toolErrors(),
                digest.textLength(),
                now,
                digest.modelFacets() == null
                        ? null
                        : Json.write(digest.modelFacets().answers()),
                Json.write(digest.findings()),
                digest.findings().kinds(),
                digest.concern());
    }

    static Event summaryEvent(long teamId, ItemDigest digest, Instant now, @Nullable String runId) {
        ItemRef item = digest.item();
        String level = item.level().wire();
        Summary summary = digest.summary();
        ObjectNode properties = Json.newObject();
        properties.put("$ai_trace_id", item.traceIds().getFirst());
        switch (item.level()) {
            case TRACE -> {}
            case GENERATION -> properties.put("$ai_generation_id", item.id());
            case SESSION -> properties.put("$ai_session_id", item.id());
        }
        properties.put("$ai_summary_title", summary.title());
        properties.put("$ai_summary_flow_diagram", summary.flowDiagram());
        properties.set("$ai_summary_bullets", Json.toTree(summary.bullets()));
        properties.set("$ai_summary_interesting_notes", Json.toTree(summary.notes()));
        properties.put("$ai_summary_mode", MODE);
        if (runId != null) {
            properties.put("$ai_batch_run_id", runId);
        }
        properties.put("$ai_text_repr_length", digest.textLength());
        String name = String.join("\n", "summary", Long.toString(teamId), level, digest.summarizer(), item.id());
        UUID uuid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return new Event(uuid.toString(), teamId, "$ai_" + level + "_summary", now, "", properties);
    }
}
