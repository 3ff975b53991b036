package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.facet.DirectFacets;
import dev.tracemap.facet.Facets;
import dev.tracemap.finding.Concern;
import dev.tracemap.finding.FindingKind;
import dev.tracemap.finding.Findings;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/// How well findings, facets and concern fit a folder of traces with one planted failure each.
///
/// The folder holds `events.posthog.jsonl.gz` and `labels.jsonl.gz`, one object a trace: `trace_id`, `kind`
/// (`synthetic` or `background`), `leaf` (the planted failure) and `success`. Background traces may have failures
/// of their own, so precision is given over the synthetic ones and over all.
public final class FindingsBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, FindingKind> KIND_OF_LEAF = kinds();
    private static final Set<String> LOOPS = Set.of("quota_hammering", "same_query_no_hits", "alternates_two_reads");

    /// One measured thing.
    ///
    /// @param what a leaf with the kind of finding that stands for it, or a facet
    /// @param planted how many traces have it
    /// @param found how many of those it was found in
    /// @param elsewhere how many other synthetic traces it was found in
    /// @param background how many background traces it was found in
    public record Row(String what, int planted, int found, int elsewhere, int background) {
        public double recall() {
            return found / (double) Math.max(1, planted);
        }

        /// Over the synthetic traces.
        public double precision() {
            return found / (double) Math.max(1, found + elsewhere);
        }

        public double precisionOverAll() {
            return found / (double) Math.max(1, found + elsewhere + background);
        }
    }

    /// @param planted rank correlation of concern with "a failure is planted", over all traces
    /// @param failed with "planted, or the background run did not succeed"
    public record Result(List<Row> leaves, List<Row> facets, int traces, double planted, double failed) {}

    private record Labelled(
            String leaf, boolean background, boolean success, Findings findings, Facets facets, int concern) {}

    private FindingsBench() {}

    /// @throws IOException where the folder lacks one of its files
    public static Result run(Path folder) throws IOException {
        Map<String, Trace> traces = traces(folder.resolve("events.posthog.jsonl.gz"));
        List<Labelled> all = new ArrayList<>();
        for (JsonNode label : lines(folder.resolve("labels.jsonl.gz"))) {
            Trace trace = traces.get(label.path("trace_id").asText());
            if (trace != null) {
                all.add(labelled(label, new Item.TraceItem(trace)));
            }
        }
        List<Row> leaves = new ArrayList<>();
        KIND_OF_LEAF.forEach(
                (leaf, kind) -> leaves.add(row(leaf + " (" + kind.wire() + ")", all, leaf::equals, one -> one.findings()
                        .kinds()
                        .contains(kind.wire()))));
        List<Row> facets = List.of(
                row("claimed_vs_actual_tools", all, "edit_claimed_without_call"::equals, one -> !one.facets()
                        .claimedVsActualTools()
                        .isEmpty()),
                row("retry_count", all, LOOPS::contains, one -> one.facets().retryCount() > 0),
                row(
                        "swallowed_errors",
                        all,
                        "failed_write_called_saved"::equals,
                        one -> one.facets().swallowedErrors() > 0));
        double[] concern = all.stream().mapToDouble(Labelled::concern).toArray();
        return new Result(
                leaves,
                facets,
                all.size(),
                RankCorrelation.of(concern, flags(all, one -> !one.background())),
                RankCorrelation.of(concern, flags(all, one -> !one.background() || !one.success())));
    }

    private static Map<String, FindingKind> kinds() {
        Map<String, FindingKind> kinds = new LinkedHashMap<>();
        kinds.put("quota_hammering", FindingKind.RETRY_AFTER_RATE_LIMIT);
        kinds.put("same_query_no_hits", FindingKind.RETRY_LOOP);
        kinds.put("alternates_two_reads", FindingKind.ALTERNATING_LOOP);
        kinds.put("failed_write_called_saved", FindingKind.SWALLOWED_ERROR);
        kinds.put("value_made_up_from_null", FindingKind.MADE_UP_VALUE);
        kinds.put("edit_claimed_without_call", FindingKind.CLAIM_WITHOUT_CALL);
        kinds.put("unrequested_edit", FindingKind.UNREQUESTED_CHANGE);
        kinds.put("refuses_allowed_question", FindingKind.REFUSED_REQUEST);
        kinds.put("answers_something_else", FindingKind.OFF_TOPIC_ANSWER);
        kinds.put("wrong_json_keys", FindingKind.FORMAT_VIOLATION);
        kinds.put("other_language", FindingKind.WRONG_LANGUAGE);
        kinds.put("far_too_long", FindingKind.LENGTH_VIOLATION);
        kinds.put("ignores_budget", FindingKind.LIMIT_IGNORED);
        kinds.put("asks_for_known_reference", FindingKind.ASKED_AGAIN);
        kinds.put("wrong_record_edited", FindingKind.WRONG_RECORD_CHANGED);
        return kinds;
    }

    private static Labelled labelled(JsonNode label, Item item) {
        Findings findings = Findings.of(item);
        Facets facets = DirectFacets.of(item);
        return new Labelled(
                label.path("leaf").asText(""),
                label.path("kind").asText().equals("background"),
                label.path("success").asBoolean(),
                findings,
                facets,
                Concern.of(findings, facets.toolErrorCount() > 0));
    }

    private static Row row(String what, List<Labelled> all, Predicate<String> planted, Predicate<Labelled> found) {
        int[] counts = new int[4];
        for (Labelled one : all) {
            boolean here = !one.background() && planted.test(one.leaf());
            boolean shows = found.test(one);
            counts[0] += here ? 1 : 0;
            counts[1] += here && shows ? 1 : 0;
            counts[2] += !here && !one.background() && shows ? 1 : 0;
            counts[3] += one.background() && shows ? 1 : 0;
        }
        return new Row(what, counts[0], counts[1], counts[2], counts[3]);
    }

    private static double[] flags(List<Labelled> all, Predicate<Labelled> flag) {
        return all.stream().mapToDouble(one -> flag.test(one) ? 1 : 0).toArray();
    }

    private static Map<String, Trace> traces(Path file) throws IOException {
        Map<String, List<Event>> events = new LinkedHashMap<>();
        for (JsonNode line : lines(file)) {
            Event event = new Event(
                    line.path("uuid").asText(),
                    1,
                    line.path("event").asText(),
                    Instant.parse(line.path("timestamp").asText()),
                    line.path("distinct_id").asText(),
                    (ObjectNode) line.path("properties"));
            events.computeIfAbsent(event.properties().path("$ai_trace_id").asText(), _ -> new ArrayList<>())
                    .add(event);
        }
        Map<String, Trace> traces = new LinkedHashMap<>();
        events.forEach((id, of) -> traces.put(id, Trace.of(id, of)));
        return traces;
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }
}
