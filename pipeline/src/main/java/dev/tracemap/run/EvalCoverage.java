package dev.tracemap.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.facet.DirectFacets;
import dev.tracemap.facet.Facets;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ExtractiveSummarizer;
import dev.tracemap.text.NumberedText;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Which clusters of a run an eval set touches: each of its cases is read and embedded like a trace. It belongs to the
/// nearest cluster if it lies no further from the middle than nearly all members do.
public final class EvalCoverage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUDGET = 100_000;
    private static final List<String> QUESTIONS =
            List.of("input", "messages", "prompt", "question", "query", "text", "item");
    private static final List<String> ANSWERS = List.of("ideal", "target", "answer", "expected", "output");

    private EvalCoverage() {}

    /// @param cases that lie in each cluster, by id; 0 where the set does not touch it
    /// @param outside cases in no cluster
    /// @param unread lines in which no question was found, by number
    public record Coverage(Map<ClusterRecord, Integer> cases, int outside, List<Integer> unread) {
        /// Clusters without a case, the largest first.
        public List<ClusterRecord> gaps() {
            return cases.entrySet().stream()
                    .filter(entry -> entry.getValue() == 0)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /// @param lines of an eval set in any of the shapes we write, or with a question under a usual name
    /// @throws IllegalArgumentException where no line can be read
    static Coverage of(Store store, Stages stages, RunRecord run, List<String> lines) {
        List<ItemDigest> cases = new ArrayList<>();
        List<Integer> unread = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Optional<ItemDigest> digest = digest(lines.get(i), i + 1);
                digest.ifPresent(cases::add);
                if (digest.isEmpty()) {
                    unread.add(i + 1);
                }
            }
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("no line of the eval set could be read: each takes a JSON object with"
                    + " input, messages, prompt, question or vars, for example {\"input\": \"Where is my order?\"}");
        }
        Axis axis = Axis.parse(run.inputs().path("axis").asText("summary"));
        List<float[]> vectors = stages.searching()
                .embedded(run.teamId(), cases.stream().map(axis::text).toList(), RunComparison.model(run));
        Places places = Places.of(store, run);
        Map<Integer, Integer> counts = new TreeMap<>();
        int outside = 0;
        for (float[] vector : vectors) {
            Optional<Integer> cluster = places.of(vector);
            cluster.ifPresent(id -> counts.merge(id, 1, Integer::sum));
            outside += cluster.isPresent() ? 0 : 1;
        }
        Map<ClusterRecord, Integer> all = new LinkedHashMap<>();
        store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .forEach(cluster -> all.put(cluster, counts.getOrDefault(cluster.clusterId(), 0)));
        return new Coverage(all, outside, unread);
    }

    private static Optional<ItemDigest> digest(String line, int number) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        JsonNode vars = json.path("vars");
        JsonNode question = question(vars.isObject() ? vars : json);
        if (question.isMissingNode()) {
            return Optional.empty();
        }
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("$ai_trace_id", "case-" + number).put("$ai_span_id", "case-" + number);
        properties.set("$ai_input", question);
        Stream.concat(
                        ANSWERS.stream().map(json::path),
                        Stream.of(json.path("metadata").path("recorded_answer")))
                .filter(answer -> answer.isTextual() && !answer.asText().isBlank())
                .findFirst()
                .ifPresent(answer -> properties
                        .putArray("$ai_output_choices")
                        .addObject()
                        .put("role", "assistant")
                        .put("content", answer.asText()));
        Event event = new Event("case-" + number, 1, Event.GENERATION, Instant.EPOCH, "", properties);
        return Optional.of(digest(new Item.TraceItem(Trace.of("case-" + number, List.of(event)))));
    }

    private static JsonNode question(JsonNode json) {
        // Messages say more than the last question alone.
        JsonNode messages = json.path("messages");
        if (messages.isTextual()) {
            try {
                return JSON.readTree(messages.asText());
            } catch (JsonProcessingException e) {
                return messages;
            }
        }
        return Stream.concat(Stream.of(messages), QUESTIONS.stream().map(json::path))
                .filter(each -> (each.isTextual() && !each.asText().isBlank()) || (each.isArray() && !each.isEmpty()))
                .findFirst()
                .orElse(JsonNodeFactory.instance.missingNode());
    }

    private static ItemDigest digest(Item item) {
        NumberedText text = TraceText.render(item, BUDGET);
        Facets facets = DirectFacets.of(item);
        return new ItemDigest(
                new ItemRef(Level.TRACE, item.id(), List.of(item.traceId()), item.timestamp(), ""),
                ExtractiveSummarizer.summarize(item, text, facets),
                ExtractiveSummarizer.VERSION,
                facets,
                ItemMeasures.of(item),
                text.text().length());
    }
}
