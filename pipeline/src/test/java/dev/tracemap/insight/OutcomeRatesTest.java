package dev.tracemap.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.score.Rubric;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.score.Wilson;
import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeRatesTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static Outcome said(String item, String target, int minute, String value) {
        return new Outcome(item, "thumbs", target, NOON.plusSeconds(60L * minute), value);
    }

    private static List<OutcomeRate> rates(List<Outcome> outcomes, Map<String, Integer> clusters) {
        return OutcomeRates.of(outcomes, clusters, OutcomeRates.rules(outcomes), List.of());
    }

    /// 100 items in each of three clusters, every second one rated; those of cluster 1 are liked by one in five.
    private static List<OutcomeRate> planted() {
        Map<String, Integer> clusters = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (int row = 0; row < 300; row++) {
            clusters.put("i" + row, row % 3);
            if (row % 2 == 0) {
                boolean up = row % 3 == 1 ? row % 5 == 0 : row % 10 != 0;
                outcomes.add(said("i" + row, "", row, up ? "up" : "down"));
            }
        }
        return rates(outcomes, clusters);
    }

    @Test
    void muchTrafficAndLittleSuccessComesFirst() {
        List<OutcomeRate> low = planted().stream().filter(OutcomeRate::isLow).toList();
        assertEquals(List.of(1), low.stream().map(OutcomeRate::clusterId).toList());
        assertEquals(
                "thumbs: 20% good (95% interval 11-33%, n 50, elsewhere 80%, q < 0.001)",
                low.getFirst().line());
        assertEquals(100 * (1 - Wilson.of(10, 50).high()), low.getFirst().lost(), 1e-9);
        assertTrue(planted().stream().allMatch(rate -> rate.clusterId() == 1 || rate.lost() < 30));
    }

    @Test
    void theLastWordOnTheSamePartCountsAndEveryPartHasToBeGood() {
        Map<String, Integer> clusters = Map.of("a", 0, "b", 0, "c", 1);
        List<OutcomeRate> rates = rates(
                List.of(
                        said("a", "", 2, "up"),
                        said("a", "", 1, "down"),
                        said("b", "g1", 1, "up"),
                        said("b", "g2", 2, "down"),
                        said("c", "", 1, "up"),
                        said("elsewhere", "", 1, "down")),
                clusters);
        assertEquals(List.of(0, 1), rates.stream().map(OutcomeRate::clusterId).toList());
        assertEquals(2, rates.getFirst().n());
        assertEquals(1, rates.getFirst().good());
    }

    @Test
    void valuesSayByThemselvesWhatIsGood() {
        assertEquals(
                Optional.of(true),
                Success.among("a", List.of("1", "0", "true")).orElseThrow().of("1"));
        assertEquals(
                Optional.of(false),
                Success.among("a", List.of("0.2", "0.9")).orElseThrow().of("0.4"));
        assertEquals(
                Optional.of(true),
                Success.among("a", List.of("1", "3", "5")).orElseThrow().of("4"));
        assertEquals(
                Optional.of(false),
                Success.among("a", List.of("pass", "fail", "n/a")).orElseThrow().of("fail"));
        assertTrue(Success.among("seconds", List.of("12.5", "80")).isEmpty());
        assertTrue(Success.among("topic", List.of("shoes", "good")).isEmpty());
        assertTrue(Success.among("nothing", List.of()).isEmpty());
    }

    @Test
    void aRuleSaysWhatCounts() {
        assertEquals(Optional.of(true), Success.parse("csat >= 4").of("4.0"));
        assertEquals(Optional.of(false), Success.parse("toxicity<0.5").of("0.5"));
        assertEquals(Optional.of(true), Success.parse("status = Done").of("done"));
        assertEquals(Optional.of(true), Success.parse("status != open").of("done"));
        assertEquals(Optional.of(false), Success.parse("not escalated").of("true"));
        assertEquals(Optional.empty(), Success.parse("csat > 3").of("much"));
        assertThrows(IllegalArgumentException.class, () -> Success.parse("csat >= high"));
    }

    @Test
    void rubricsCountAsOutcomes() {
        Rubric rubric = new Rubric("resolved", "Was it resolved?", Rubric.Scale.BOOLEAN, 20);
        List<OutcomeRate> rates = OutcomeRates.of(
                List.of(),
                Map.of("a", 0, "b", 1),
                Map.of(),
                List.of(
                        ScoreRate.of(0, rubric, List.of(1, 1, 0, 0)).orElseThrow(),
                        ScoreRate.of(1, rubric, List.of(1, 1)).orElseThrow()));
        assertEquals("resolved", rates.getFirst().outcome());
        assertEquals(0.5, rates.getFirst().rate());
        assertEquals(1.0, rates.getFirst().elsewhere());
    }

    private static Optional<Outcome> of(String name, Map<String, Object> properties) {
        var json = JsonNodeFactory.instance.objectNode();
        properties.forEach((property, value) -> json.put(property, String.valueOf(value)));
        return Outcome.of("i", new Event("u", 1, name, NOON, "", json));
    }

    @Test
    void everyKindOfEventIsUnderstood() {
        assertEquals(
                "thumbs=down of g1",
                told(of(
                        Event.METRIC,
                        Map.of("$ai_metric_name", "thumbs", "$ai_metric_value", "down", "$ai_span_id", "g1"))));
        assertEquals("feedback=2 of ", told(of(Event.FEEDBACK, Map.of("$ai_feedback_rating", 2))));
        assertEquals(
                "polite=true of g2",
                told(of(
                        Event.EVALUATION,
                        Map.of(
                                "$ai_evaluation_name",
                                "polite",
                                "$ai_evaluation_result",
                                true,
                                "$ai_target_event_id",
                                "g2"))));
        assertEquals(
                "evaluation=fail of ",
                told(of(Event.EVALUATION, Map.of("$ai_evaluation_label", "fail", "$ai_evaluation_score", 0.9))));
        assertEquals(
                "evaluation=0.9 of ",
                told(of(Event.EVALUATION, Map.of("$ai_evaluation_label", "relevant", "$ai_evaluation_score", 0.9))));
        assertTrue(of(Event.FEEDBACK, Map.of("$ai_feedback_text", "no")).isEmpty());
        assertTrue(of(Event.EVALUATION, Map.of("$ai_evaluation_result", false, "$ai_evaluation_applicable", false))
                .isEmpty());
        assertFalse(of(Event.SPAN, Map.of("$ai_metric_value", "up")).isPresent());
    }

    private static String told(Optional<Outcome> outcome) {
        Outcome one = outcome.orElseThrow();
        return one.name() + "=" + one.value() + " of " + one.target();
    }
}
