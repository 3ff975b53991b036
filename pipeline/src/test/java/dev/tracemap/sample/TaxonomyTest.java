package dev.tracemap.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TaxonomyTest {
    private static final String KINDS = "timeout_retry swallowed_error model_regression claimed_call slow_tool"
            + " rate_limited polling injected asks_again wrong_answer";
    private static final SampleParams PARAMS =
            new SampleParams(400, 3, Instant.parse("2026-11-01T12:00:00Z"), Duration.ofDays(7));

    @Test
    void everyLeafAndEveryFailureIsPlanted() {
        List<Truth> truth = Generator.planting(taxonomy(), 1).generate(PARAMS).truth();
        Set<String> intents =
                truth.stream().map(one -> String.valueOf(one.intent())).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(intents.containsAll(Set.of("count coins", "Münzen zählen")), intents.toString());
        long planted = truth.stream()
                .filter(one -> one.family().equals("coins-assistant"))
                .count();
        assertTrue(planted > 230 && planted < 330, planted + " of 400 are planted");
        Set<String> failures =
                truth.stream().map(one -> String.valueOf(one.failure())).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(failures.containsAll(Set.of(KINDS.split(" ", -1))), failures.toString());
    }

    @Test
    void requestsAreInTheLanguageOfTheirLeafAndWordedAnewEachTime() {
        List<PlantedTrace> german = Generator.planting(taxonomy(), 1).stream(PARAMS)
                .filter(trace -> "Münzen zählen".equals(trace.truth().intent()))
                .toList();
        assertTrue(german.size() > 20);
        assertTrue(
                german.stream().allMatch(trace -> Demo.request(trace).matches("(?is).*(mün|mnz|müz|ünz|cent).*")),
                german.stream().map(Demo::request).toList().toString());
        long different = german.stream().map(Demo::request).distinct().count();
        assertTrue(different > 0.6 * german.size(), different + " of " + german.size());
    }

    @Test
    void whatIsMissingIsNamedWithItsPlace() {
        assertEquals(
                "leaf 'count coins': 'ask' takes a list of requests",
                said("{\"families\":[{\"family\":\"coins\",\"leaves\":[{\"leaf\":\"count coins\"}]}]}"));
        assertEquals(
                "family 'coins': 'leafs' is not known; there are assistant, family, leaves, slots",
                said("{\"families\":[{\"family\":\"coins\",\"leafs\":[]}]}"));
        assertEquals("a taxonomy needs families with leaves", said("{\"families\":[]}"));
    }

    private static String said(String json) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Taxonomy.parse(read(json)))
                .getMessage());
    }

    private static Taxonomy taxonomy() {
        List<Map<String, Object>> failures = java.util.Arrays.stream(KINDS.split(" ", -1))
                .map(kind -> Map.<String, Object>of("leaf", kind, "kind", kind, "lines", lines(kind)))
                .toList();
        return Taxonomy.parse(new ObjectMapper()
                .valueToTree(Map.of(
                        "slots",
                        Map.of("coin", List.of("pennies", "dimes", "nickels", "cents")),
                        "families",
                        List.of(
                                Map.of(
                                        "family",
                                        "coins",
                                        "leaves",
                                        List.of(
                                                leaf(
                                                        "count coins",
                                                        "en",
                                                        "{how many|count my} <coin>, i have a {jar|bag|box} of <20..90>"),
                                                leaf(
                                                        "Münzen zählen",
                                                        "de",
                                                        "{wie viele|zähle die} Münzen in {der Kiste|dem Glas}, {etwa|ungefähr} <20..90> Cent")))),
                        "failures",
                        List.of(Map.of("family", "all", "leaves", failures)))));
    }

    private static Map<String, Object> leaf(String name, String language, String ask) {
        return Map.of("leaf", name, "language", language, "ask", List.of(ask), "tools", List.of("count"));
    }

    private static List<String> lines(String kind) {
        return switch (kind) {
            case "swallowed_error" -> List.of("{\"error\":\"jammed\"}");
            case "polling" -> List.of("{\"state\":\"counting\"}");
            case "slow_tool" -> List.of("20");
            case "injected", "asks_again" -> List.of("one thing => another thing");
            default -> List.of("the <tool> is jammed");
        };
    }

    private static com.fasterxml.jackson.databind.JsonNode read(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
