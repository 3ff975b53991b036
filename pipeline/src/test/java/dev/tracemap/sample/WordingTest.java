package dev.tracemap.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordingTest {
    @Test
    void requestsHardlyRepeat() {
        long distinct = Demo.TRACES.stream().map(Demo::request).distinct().count();
        assertTrue(distinct >= 0.995 * Demo.TRACES.size(), distinct + " distinct requests");
    }

    @Test
    void requestsComeInSeveralLengths() {
        for (Map.Entry<String, List<PlantedTrace>> entry : Demo.byIntent().entrySet()) {
            IntSummaryStatistics lengths = entry.getValue().stream()
                    .mapToInt(trace -> Demo.request(trace).length())
                    .summaryStatistics();
            assertTrue(lengths.getMax() > 1.8 * lengths.getMin(), entry.getKey() + " " + lengths);
        }
    }

    /// Otherwise a list of key words would do what the map is for.
    @Test
    void noIntentHasAWordOfItsOwnInMostRequests() {
        Map<String, List<Set<String>>> words = new HashMap<>();
        Demo.byIntent()
                .forEach((intent, traces) -> words.put(
                        intent,
                        traces.stream()
                                .map(Demo::request)
                                .map(WordingTest::words)
                                .toList()));
        words.forEach((intent, requests) -> {
            Set<String> elsewhere = words.entrySet().stream()
                    .filter(other -> !other.getKey().equals(intent))
                    .flatMap(other -> other.getValue().stream())
                    .flatMap(Set::stream)
                    .collect(Collectors.toSet());
            Map<String, Integer> own = new HashMap<>();
            requests.forEach(request -> request.stream()
                    .filter(word -> !elsewhere.contains(word))
                    .forEach(word -> own.merge(word, 1, Integer::sum)));
            own.forEach((word, times) -> assertTrue(times <= 0.6 * requests.size(), intent + ": " + word));
        });
    }

    @Test
    void shopWordsOccurInMostIntents() {
        for (String word : List.of("refund", "invoice", "order", "card")) {
            long intents = Demo.byIntent().values().stream()
                    .filter(traces -> traces.stream().anyMatch(trace -> words(Demo.request(trace)).stream()
                            .anyMatch(w -> w.contains(word))))
                    .count();
            assertTrue(intents >= 9, word + " occurs in " + intents);
        }
    }

    @Test
    void oneOffsAreFivePercentAndNoneComesTwice() {
        List<String> oneOffs = Demo.TRACES.stream()
                .filter(trace -> trace.truth().intent() == null)
                .map(Demo::request)
                .toList();
        assertEquals(60, oneOffs.size());
        assertEquals(60, new HashSet<>(oneOffs).size());
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z']+", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }
}
