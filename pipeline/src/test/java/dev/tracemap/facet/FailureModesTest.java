package dev.tracemap.facet;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.SharedData;
import dev.tracemap.trace.Trace;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Precision and recall over synthetic traces with one planted failure each.
@Tag("quality")
class FailureModesTest {
    private static final Set<String> LOOPS = Set.of("quota_hammering", "same_query_no_hits", "alternates_two_reads");

    @Test
    void plantedFailuresShowInTheirFacets() {
        Map<String, Trace> traces = SharedData.traces("failure-modes/events.posthog.jsonl.gz");
        Score claims = new Score("claimed_vs_actual_tools");
        Score retries = new Score("retry_count");
        Score swallowed = new Score("swallowed_errors");
        for (JsonNode label : SharedData.lines("failure-modes/labels.jsonl.gz")) {
            if (label.path("kind").asText().equals("synthetic")) {
                String leaf = label.path("leaf").asText();
                Trace trace = traces.get(label.path("trace_id").asText());
                Facets facets = DirectFacets.of(new Item.TraceItem(Objects.requireNonNull(trace)));
                claims.count(
                        leaf,
                        leaf.equals("edit_claimed_without_call"),
                        !facets.claimedVsActualTools().isEmpty());
                retries.count(leaf, LOOPS.contains(leaf), facets.retryCount() > 0);
                swallowed.count(leaf, leaf.equals("failed_write_called_saved"), facets.swallowedErrors() > 0);
            }
        }
        assertAll(claims::check, retries::check, swallowed::check);
    }

    private static final class Score {
        private final String facet;
        private int right;
        private int wrong;
        private int missed;

        Score(String facet) {
            this.facet = facet;
        }

        void count(String leaf, boolean planted, boolean found) {
            right += planted && found ? 1 : 0;
            wrong += !planted && found ? 1 : 0;
            missed += planted && !found ? 1 : 0;
            if (planted != found) {
                System.out.println(facet + (found ? ": wrongly found in " : ": missed in ") + leaf);
            }
        }

        void check() {
            double precision = right / (double) Math.max(1, right + wrong);
            double recall = right / (double) Math.max(1, right + missed);
            System.out.printf(Locale.ROOT, "%s: precision %.3f, recall %.3f%n", facet, precision, recall);
            assertTrue(precision >= 0.9, facet + " precision");
            assertTrue(recall >= 0.8, facet + " recall");
        }
    }
}
