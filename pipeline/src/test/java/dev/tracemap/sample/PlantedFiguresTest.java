package dev.tracemap.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PlantedFiguresTest {
    private static final String REGRESSED = "ft:gpt-4.1-mini:shop:v8";

    @Test
    void vendorComparisonCostsMostByFar() {
        Map<String, Double> cost = means(PlantedFiguresTest::cost);
        assertStandsOut("vendor_comparison", cost, 3);
    }

    @Test
    void literatureReviewIsSlowest() {
        Map<String, Double> seconds = means(trace -> Demo.assembled(trace).latency());
        assertStandsOut("literature_review", seconds, 1.5);
    }

    @Test
    void metricQuestionsFailSinceTheNewModelVersion() {
        Instant since = Demo.PARAMS.start().plus(Duration.ofDays(9));
        List<PlantedTrace> questions = Objects.requireNonNull(Demo.byIntent().get("metric_question"));
        List<PlantedTrace> before = questions.stream()
                .filter(trace -> trace.truth().start().isBefore(since))
                .toList();
        List<PlantedTrace> after = questions.stream()
                .filter(trace -> !trace.truth().start().isBefore(since))
                .toList();
        assertTrue(Demo.mean(before, PlantedFiguresTest::failed) < 0.1);
        assertTrue(Demo.mean(after, PlantedFiguresTest::failed) > 0.4);
        Map<String, Double> rates = means(PlantedFiguresTest::failed);
        assertEquals("metric_question", highest(rates));
    }

    @Test
    void theNewModelVersionFailsInThatIntentOnly() {
        List<PlantedTrace> ofVersion = Demo.TRACES.stream()
                .filter(trace -> trace.truth().model().equals(REGRESSED))
                .toList();
        List<PlantedTrace> elsewhere = ofVersion.stream()
                .filter(trace -> !"metric_question".equals(trace.truth().intent()))
                .toList();
        assertTrue(elsewhere.size() >= 20);
        assertTrue(Demo.mean(elsewhere, PlantedFiguresTest::failed) < 0.15);
    }

    @Test
    void everyKindOfFailureOfTheDemoOccurs() {
        // The later kinds belong to the self-test's taxonomy.
        for (Failure.Kind kind : EnumSet.range(Failure.Kind.TIMEOUT_RETRY, Failure.Kind.SLOW_TOOL)) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            long times = Demo.TRACES.stream()
                    .filter(trace -> name.equals(trace.truth().failure()))
                    .count();
            assertTrue(times >= 3, name + " occurs " + times + " times");
        }
    }

    @Test
    void aClaimedCallNeverHappened() {
        for (PlantedTrace trace : struckBy(Failure.Kind.CLAIMED_CALL)) {
            assertTrue(trace.events().stream().noneMatch(event -> "issue_refund".equals(event.spanName())));
            assertTrue(trace.events().stream().anyMatch(event -> event.properties()
                    .path("$ai_output_choices")
                    .toString()
                    .contains("`issue_refund`")));
        }
    }

    @Test
    void aTimeoutIsRetriedWithTheSameArguments() {
        for (PlantedTrace trace : struckBy(Failure.Kind.TIMEOUT_RETRY)) {
            List<Event> runs = trace.events().stream()
                    .filter(event -> "run_tests".equals(event.spanName()))
                    .toList();
            assertTrue(runs.getFirst().isError());
            assertEquals(
                    runs.getFirst().properties().path("$ai_input_state"),
                    runs.get(1).properties().path("$ai_input_state"));
        }
    }

    @Test
    void costFollowsTheListPriceAndIsMissingWithoutOne() {
        for (PlantedTrace trace : Demo.TRACES) {
            for (Event event : trace.events()) {
                if ("qwen3-32b-inhouse".equals(event.model())) {
                    assertEquals(null, event.totalCostUsd());
                } else if ("gpt-4.1".equals(event.model()) && !event.isError()) {
                    double dollars = (Objects.requireNonNull(event.inputTokens()) * 2.0
                                    + Objects.requireNonNull(event.outputTokens()) * 8.0)
                            / 1e6;
                    assertEquals(dollars, Objects.requireNonNull(event.totalCostUsd()), 1e-7);
                }
            }
        }
    }

    private static List<PlantedTrace> struckBy(Failure.Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return Demo.TRACES.stream()
                .filter(trace -> name.equals(trace.truth().failure()))
                .toList();
    }

    private static double failed(PlantedTrace trace) {
        return Demo.failed(trace) ? 1 : 0;
    }

    private static double cost(PlantedTrace trace) {
        return trace.events().stream()
                .map(Event::totalCostUsd)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static Map<String, Double> means(ToDoubleFunction<PlantedTrace> measure) {
        Map<String, Double> means = new TreeMap<>();
        Demo.byIntent().forEach((intent, traces) -> means.put(intent, Demo.mean(traces, measure)));
        return means;
    }

    private static String highest(Map<String, Double> means) {
        return means.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private static void assertStandsOut(String intent, Map<String, Double> means, double factor) {
        double own = Objects.requireNonNull(means.get(intent));
        means.forEach((other, mean) ->
                assertTrue(other.equals(intent) || own > factor * mean, other + " " + mean + " against " + own));
    }
}
