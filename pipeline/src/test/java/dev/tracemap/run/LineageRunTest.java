package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.lineage.Change;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.PlantedTrace;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A job's run on one day and its run on the next, with one trace in ten new: one pattern lies before the second
/// window, one has grown out of another, and one is seen for the first time.
class LineageRunTest {
    private static final Instant MONDAY = Instant.parse("2026-11-16T12:00:00Z");
    private static final List<String> STEADY =
            List.of("metric_question", "vendor_comparison", "double_charge", "size_exchange");
    private static final String VANISHING = "fact_check";
    private static final String LARGE = "failing_test";
    private static final String SMALL = "write_tests";
    private static final String BORN = "delivery_change";

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(MONDAY);
    private final Map<String, String> intents = new TreeMap<>();
    private Map<String, List<PlantedTrace>> planted = Map.of();
    private Store store;
    private Runs runs;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, now::get);
        runs = new Runs(
                store,
                new Stages(store, new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2), now::get),
                now::get);
        planted = new Generator()
                .stream(new SampleParams(1_000, 42, MONDAY, Duration.ofDays(5)))
                        .filter(trace -> trace.truth().intent() != null)
                        .collect(Collectors.groupingBy(
                                trace -> String.valueOf(trace.truth().intent())));
    }

    @AfterEach
    void close() {
        runs.close();
        store.close();
    }

    /// Takes the next traces of an intent out of the sample and moves them to a day.
    private void capture(String intent, int count, Instant day) {
        List<PlantedTrace> all = planted.getOrDefault(intent, List.of());
        List<Event> events = new ArrayList<>();
        for (PlantedTrace trace : List.copyOf(all.subList(0, count))) {
            Duration shift = Duration.between(trace.truth().start(), day);
            intents.put(trace.truth().traceId(), intent);
            trace.events()
                    .forEach(event -> events.add(new Event(
                            event.uuid(),
                            event.teamId(),
                            event.name(),
                            event.timestamp().plus(shift),
                            event.distinctId(),
                            event.properties())));
        }
        all.subList(0, count).clear();
        store.append(events);
    }

    private RunRecord run() throws InterruptedException {
        ObjectNode inputs = JsonNodeFactory.instance.objectNode();
        inputs.putObject("clustering_method_params").put("min_cluster_size", 12);
        RunRecord run =
                runs.await(1, runs.start(1, RunInputs.parse(inputs), null).runId(), Duration.ofMinutes(5), _ -> true);
        assertEquals(Status.COMPLETE, run.status(), String.valueOf(run.error()));
        return run;
    }

    /// What most members of each cluster are about.
    private Map<Integer, String> about(RunRecord run) {
        return store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                .filter(member -> member.clusterId() >= 0)
                .collect(Collectors.groupingBy(
                        Membership::clusterId,
                        TreeMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), this::commonest)));
    }

    private String commonest(List<Membership> members) {
        Map<String, Long> counts = members.stream()
                .map(member -> intents.getOrDefault(member.traceId(), "none"))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }

    @Test
    void theComparisonNamesWhatVanishedWhatSplitAndWhatWasBorn() throws InterruptedException {
        Instant early = MONDAY.minus(Duration.ofDays(7)).plus(Duration.ofHours(1));
        Instant usual = MONDAY.minus(Duration.ofDays(2));
        for (String intent : STEADY) {
            capture(intent, 36, usual);
        }
        capture(LARGE, 40, usual);
        capture(SMALL, 10, usual);
        capture(VANISHING, 24, early);
        RunRecord before = run();

        now.set(MONDAY.plus(Duration.ofDays(1)));
        capture(SMALL, 10, MONDAY);
        capture(BORN, 14, MONDAY);
        RunRecord after = run();

        RunComparison comparison = RunComparison.of(store, before, after);
        assertEquals(expected(), told(before, after, comparison.changes()));
        assertEquals(
                before.runId(), after.inputs().at("/lineage/previous_run_id").asText());
    }

    private List<String> told(RunRecord before, RunRecord after, List<Change> changes) {
        Map<Integer, String> then = about(before);
        Map<Integer, String> today = about(after);
        return changes.stream()
                .map(change -> switch (change) {
                    case Change.Continues one -> then.get(one.before()) + " continues as " + today.get(one.after());
                    case Change.Split one ->
                        then.get(one.before()) + " split into "
                                + one.after().stream()
                                        .map(part -> String.valueOf(today.get(part)))
                                        .sorted()
                                        .collect(Collectors.joining(" and "));
                    case Change.Merged one -> "merged into " + today.get(one.after());
                    case Change.New one -> today.get(one.after()) + " is new";
                    case Change.Gone one -> then.get(one.before()) + " is gone";
                })
                .sorted()
                .toList();
    }

    private static List<String> expected() {
        List<String> expected = new ArrayList<>(
                List.of(LARGE + " split into " + LARGE + " and " + SMALL, BORN + " is new", VANISHING + " is gone"));
        STEADY.forEach(intent -> expected.add(intent + " continues as " + intent));
        return expected.stream().sorted().toList();
    }
}
