package dev.tracemap.store;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tables `item_digests` and `model_use` in ClickHouse.
final class ClickHouseDerived {
    private static final String DIGEST =
            "row_version, team_id, level, item_id, summarizer, revision, trace_ids, timestamp, title,"
                    + " summary, facets, cost_usd, latency, input_tokens, output_tokens, has_error, tool_calls, tool_errors,"
                    + " text_length, created_at, model_facets, findings, finding_kinds, concern";
    private static final String USE =
            "row_version, team_id, work, stage, model, called_at, calls, input_tokens, output_tokens,"
                    + " input_chars, cost_usd";

    private ClickHouseDerived() {}

    static Map<String, ItemDigest> digests(Connection connection, long teamId, List<ItemRef> refs, String summarizer)
            throws SQLException {
        Map<String, ItemDigest> found = new LinkedHashMap<>();
        for (Map.Entry<Level, Map<String, ItemRef>> entry :
                DigestTable.byLevel(refs).entrySet()) {
            Map<String, ItemRef> wanted = entry.getValue();
            Sql.of(
                            "SELECT * REPLACE (toUnixTimestamp64Micro(timestamp) AS timestamp) FROM item_digests"
                                    + " WHERE team_id = ? AND level = ? AND summarizer = ?"
                                    + " AND item_id IN (SELECT arrayJoin(CAST(? AS Array(String)))) ORDER BY timestamp, item_id",
                            teamId,
                            entry.getKey().wire(),
                            summarizer,
                            wanted.keySet())
                    .list(connection, DigestTable::digest)
                    .stream()
                    .filter(digest -> DigestTable.revision(wanted, digest)
                            .equals(digest.item().revision()))
                    .forEach(digest -> found.put(digest.item().id(), digest));
        }
        return found;
    }

    /// The events first: a digest that is there has its event.
    static void saveDigests(
            Connection connection,
            long teamId,
            List<ItemDigest> digests,
            Instant now,
            @Nullable String runId,
            long version)
            throws SQLException {
        Map<List<String>, ItemDigest> latest = DigestTable.latest(digests);
        List<Event> events = new ArrayList<>();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (ItemDigest digest : latest.values()) {
            events.add(DigestTable.summaryEvent(teamId, digest, now, runId));
            rows.add(versioned(DigestTable.row(teamId, digest, now), version));
        }
        ClickHouseEvents.replace(connection, events, version);
        ClickHouseRows.insert(connection, "item_digests", DIGEST, rows);
    }

    static void saveModelUse(Connection connection, ModelUse use, long version) throws SQLException {
        ClickHouseRows.insert(connection, "model_use", USE, List.of(versioned(ModelUseTable.row(use), version)));
    }

    static List<ModelUse> modelUse(Connection connection, long teamId, Instant since) throws SQLException {
        return Sql.of(
                        "SELECT team_id, work, stage, model, toUnixTimestamp64Micro(max(called_at)) AS called_at,"
                                + " sum(calls) AS calls, sum(input_tokens) AS input_tokens,"
                                + " sum(output_tokens) AS output_tokens, sum(input_chars) AS input_chars,"
                                + " sum(cost_usd) AS cost_usd FROM model_use WHERE team_id = ?"
                                + " AND called_at >= fromUnixTimestamp64Micro(toInt64(?), 'UTC')"
                                + " GROUP BY team_id, work, stage, model ORDER BY work, stage, model",
                        teamId,
                        Sql.micros(since))
                .list(connection, ModelUseTable::use);
    }

    /// The version is the first column of every table.
    static List<@Nullable Object> versioned(List<? extends @Nullable Object> row, long version) {
        List<@Nullable Object> versioned = new ArrayList<>(row.size() + 1);
        versioned.add(version);
        versioned.addAll(row);
        return versioned;
    }
}
