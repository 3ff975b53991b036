package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.store.Filter;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunInputsTest {
    @Test
    void nothingSaidMeansTheDefaults() {
        assertEquals(RunInputs.DEFAULT, parse("{}"));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        RunInputs inputs = parse("""
                {"level": "session", "from": "2026-11-01", "to": "2026-11-02T10:00:00Z", "max_samples": "all",
                 "filters": [{"property": "model", "operator": "in", "value": ["a", "b"]},
                             {"property": "$groups.company", "operator": "is_set"}],
                 "scope": {"run_id": "1_trace_20261101_000000", "cluster_id": 3},
                 "clustering_method": "kmeans", "clustering_method_params": {"min_k": 4, "max_k": 6},
                 "dimensionality_reduction_method": "pca", "dimensionality_reduction_ndims": 20,
                 "summary": {"mode": "minimal", "instructions": "Name the area.", "facets":
                    [{"name": "channel", "question": "Chat or mail?", "type": "choice", "choices": ["chat", "mail"]}]},
                 "embedding_normalization": "none", "visualization_method": "pca", "run_label": "one-2", "seed": 7}
                """);
        assertEquals(inputs, RunInputs.parse(inputs.toJson()));
        assertEquals(Level.SESSION, inputs.level());
        assertNull(inputs.maxSamples());
        assertEquals(
                List.of(
                        new Filter("model", Filter.Operator.IN, List.of("a", "b")),
                        new Filter("$groups.company", Filter.Operator.IS_SET, List.of())),
                inputs.filters());
    }

    @Test
    void theWindowEndsNowUnlessSaid() {
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        RunInputs.Window week = parse("{}").window(now);
        assertEquals(Instant.parse("2026-11-13T12:00:00.001Z"), week.from());
        assertTrue(week.to().isAfter(now));
        RunInputs.Window since = parse("{\"from\": \"2026-11-01\"}").window(now);
        assertEquals(Instant.parse("2026-11-01T00:00:00Z"), since.from());
        assertEquals(now, since.to());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'lookback': 3}; 'lookback' is not known",
                "{'level': 'span'}; not one of trace, generation, session",
                "{'level': 3}; level takes text such as \"trace\"",
                "{'lookback_days': 0}; lookback_days must be above 0",
                "{'from': 'yesterday'}; from takes a time such as 2026-11-20T00:00:00Z",
                "{'to': '2026-11-02'}; to needs from",
                "{'from': '2026-11-02', 'to': '2026-11-01'}; from must lie before to",
                "{'max_samples': 'many'}; max_samples takes a whole number",
                "{'max_samples': 1.5}; max_samples takes a whole number",
                "{'filters': 'model = x'}; filters must be a list",
                "{'filters': [{'operator': 'gt'}]}; a filter needs property",
                "{'filters': [{'property': 'a', 'operator': 'like', 'value': 'b'}]}; operator 'like' is not one of exact",
                "{'filters': [{'property': 'a', 'operator': 'gt'}]}; gt takes 1 value",
                "{'scope': {'run_id': 'x'}}; scope needs run_id and cluster_id",
                "{'clustering_method': 'dbscan'}; not one of hdbscan, kmeans",
                "{'clustering_method_params': {'k': 3}}; 'k' is not known",
                "{'clustering_method_params': {'min_cluster_size': 1}}; min_cluster_size cannot be 1",
                "{'clustering_method_params': {'min_k': 9, 'max_k': 3}}; min_k and max_k",
                "{'axis': 'the mood'}; axis 'the mood' is not known",
                "{'summary': 'short'}; summary takes an object such as",
                "{'summary': {'mode': 'brief'}}; mode 'brief' is not one of detailed, minimal",
                "{'summary': {'facets': [{'name': 'channel'}]}}; a facet needs a name and a question",
                "{'run_label': 'Über'}; run_label takes lower-case letters",
                "[]; run inputs must be an object",
            })
    void aMistakeIsNamedWithWhatToDo(String json, String says) {
        String message = assertThrows(IllegalArgumentException.class, () -> parse(json.replace('\'', '"')))
                .getMessage();
        assertTrue(message.contains(says), message);
    }

    private static RunInputs parse(String json) {
        try {
            return RunInputs.parse(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
