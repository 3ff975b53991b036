package dev.tracemap.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.facet.DirectFacets;
import dev.tracemap.facet.Facets;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which clusters of a run an eval set touches: each of its cases is read and embedded like a trace, and so are some
/// members of every cluster, told like the case. It belongs where the nearest of them does.
public final class EvalCoverage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUDGET = 100_000;
    private static final List<String> QUESTIONS =
            List.of("input", "messages", "prompt", "question", "query", "text", "item");
    private static final List<String> ANSWERS = List.of("ideal", "target", "answer", "expected", "output");

    /// So many members of a cluster are told as cases.
    private static final int EXAMPLES = 8;

    private final Store store;
    private final Stages stages;
    private final RunRecord run;

    private EvalCoverage(Store store, Stages stages, RunRecord run) {
        this.store = store;
        this.stages = stages;
        this.run = run;
    }

    /// @param answered whether it comes with an answer
    private record Case(ItemDigest digest, boolean answered) {}

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
        List<Case> cases = new ArrayList<>();
        List<Integer> unread = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Optional<Case> read = read(lines.get(i), i + 1);
                read.ifPresent(cases::add);
                if (read.isEmpty()) {
                    unread.add(i + 1);
                }
            }
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("no line of the eval set could be read: each takes a JSON object with"
                    + " input, messages, prompt, question or vars, for example {\"input\": \"Where is my order?\"}");
        }
        return new EvalCoverage(store, stages, run).of(cases, unread);
    }

    private Coverage of(List<Case> cases, List<Integer> unread) {
        Map<Integer, List<Item>> members = members();
        Map<Integer, Integer> counts = new TreeMap<>();
        int outside = 0;
        for (boolean answered : new boolean[] {true, false}) {
            List<Case> alike =
                    cases.stream().filter(one -> one.answered() == answered).toList();
            if (!alike.isEmpty()) {
                CaseExamples examples = examples(members, answered);
                for (float[] vector : vectors(alike)) {
                    Optional<Integer> cluster = examples.clusterOf(vector);
                    cluster.ifPresent(id -> counts.merge(id, 1, Integer::sum));
                    outside += cluster.isPresent() ? 0 : 1;
                }
            }
        }
        Map<ClusterRecord, Integer> all = new LinkedHashMap<>();
        store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .forEach(cluster -> all.put(cluster, counts.getOrDefault(cluster.clusterId(), 0)));
        return new Coverage(all, outside, unread);
    }

    private List<float[]> vectors(List<Case> cases) {
        Axis axis = Axis.parse(run.inputs().path("axis").asText("summary"));
        List<String> texts = cases.stream().map(one -> axis.text(one.digest())).toList();
        return stages.searching().embedded(run.teamId(), texts, RunComparison.model(run));
    }

    /// Some members of each cluster, from the typical to the odd.
    private Map<Integer, List<Item>> members() {
        List<Membership> all = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                .filter(member -> member.clusterId() >= 0)
                .toList();
        Map<String, Integer> some = new HashMap<>();
        all.stream().collect(Collectors.groupingBy(Membership::clusterId)).forEach((cluster, ranked) -> {
            int many = Math.min(EXAMPLES, ranked.size());
            for (int i = 0; i < many; i++) {
                some.put(ranked.get(i * ranked.size() / many).itemId(), cluster);
            }
        });
        Map<Integer, List<Item>> members = new TreeMap<>();
        EvalSet.items(store, run, all, some.keySet()).forEach((id, item) -> members.computeIfAbsent(
                        Objects.requireNonNull(some.get(id)), _ -> new ArrayList<>())
                .add(item));
        return members;
    }

    private CaseExamples examples(Map<Integer, List<Item>> members, boolean answered) {
        List<Integer> ids = new ArrayList<>();
        List<Case> told = new ArrayList<>();
        members.forEach((cluster, items) ->
                items.forEach(item -> EvalCase.of(item, cluster, "", EvalCase.Why.EXEMPLAR, -1, Redactor.STANDARD)
                        .map(one -> answered ? one : one.unanswered())
                        .flatMap(one -> read(EvalFormat.INSPECT.line(one), told.size()))
                        .ifPresent(one -> {
                            ids.add(cluster);
                            told.add(one);
                        })));
        List<float[]> vectors = vectors(told);
        Map<Integer, List<float[]>> byCluster = new TreeMap<>();
        for (int i = 0; i < told.size(); i++) {
            byCluster.computeIfAbsent(ids.get(i), _ -> new ArrayList<>()).add(vectors.get(i));
        }
        return CaseExamples.of(byCluster);
    }

    private static Optional<Case> read(String line, int number) {
        try {
            return read(JSON.readTree(line), number);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Case> read(JsonNode json, int number) {
        JsonNode vars = json.path("vars");
        JsonNode question = question(vars.isObject() ? vars : json);
        if (question.isMissingNode()) {
            return Optional.empty();
        }
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("$ai_trace_id", "case-" + number).put("$ai_span_id", "case-" + number);
        properties.set("$ai_input", question);
        Optional<JsonNode> recorded = Stream.concat(
                        ANSWERS.stream().map(json::path),
                        Stream.of(json.path("metadata").path("recorded_answer")))
                .filter(answer -> answer.isTextual() && !answer.asText().isBlank())
                .findFirst();
        recorded.ifPresent(answer -> properties
                .putArray("$ai_output_choices")
                .addObject()
                .put("role", "assistant")
                .put("content", answer.asText()));
        Event event = new Event("case-" + number, 1, Event.GENERATION, Instant.EPOCH, "", properties);
        Item item = new Item.TraceItem(Trace.of("case-" + number, List.of(event)));
        return Optional.of(new Case(digest(item), recorded.isPresent()));
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
