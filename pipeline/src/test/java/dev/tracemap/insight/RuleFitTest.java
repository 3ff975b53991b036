package dev.tracemap.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.insight.MonitorRule.By;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Rules that tell a cluster from the rest. Items of cluster 0 call `refund` and fail often; those of 1 call it too but
/// have one turn; those of 2 call `search`; noise lies anywhere.
class RuleFitTest {
    private static final int EACH = 60;

    private final List<String> ids = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();
    private final List<ItemFacts> facts = new ArrayList<>();
    private final List<Integer> clusters = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(7);

    private RuleFit.Sample sample(double spread) {
        for (int i = 0; i < EACH; i++) {
            add(0, "refund", 4 + random.nextInt(3), spread);
            add(1, "refund", 1, spread);
            add(2, "search", 1 + random.nextInt(6), spread);
            if (i % 6 == 0) {
                add(-1, "other", 2, 2);
            }
        }
        int[] of = clusters.stream().mapToInt(Integer::intValue).toArray();
        return new RuleFit.Sample(ids, vectors, facts, of, new int[of.length], 0.5, "plain", "a model");
    }

    private void add(int cluster, String tool, int turns, double spread) {
        float[] vector = new float[8];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) ((i == cluster ? 1 : 0) + spread * (random.nextDouble() - 0.5));
        }
        double length = Math.sqrt(CentroidRule.cosine(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) length;
        }
        ids.add("item-" + ids.size());
        vectors.add(vector);
        clusters.add(cluster);
        facts.add(ItemFacts.of(
                Map.of(
                        Properties.TOOL,
                        Set.of(tool),
                        Properties.USER,
                        Set.of("user-" + cluster),
                        "release",
                        Set.of("r" + random.nextInt(3))),
                Map.of(Properties.TURNS, (double) turns),
                false,
                null));
    }

    @Test
    void theConjunctionNeedsBothConditions() {
        RuleFit.Fitted fitted = RuleFit.of(sample(0.4), 0, Set.of(), null);
        assertEquals(By.READABLE, fitted.rule().by());
        assertEquals(
                "facet.turn_count > 3.5 and facet.tool = \"refund\"",
                readable(fitted).text().replaceFirst("> [23](\\.5)?", "> 3.5"));
        assertEquals(1, fitted.test().figures(By.READABLE).precision());
        assertEquals(1, fitted.test().figures(By.READABLE).recall());
        assertEquals(EACH * 0.5, fitted.test().perDay());
        assertEquals(List.of(), fitted.test().wrong());
    }

    private static ReadableRule readable(RuleFit.Fitted fitted) {
        ReadableRule rule = fitted.rule().readable();
        assertTrue(rule != null);
        return rule;
    }

    @Test
    void whoAskedIsNeverACondition() {
        for (Condition condition :
                readable(RuleFit.of(sample(0.4), 1, Set.of(), null)).conditions()) {
            assertFalse(condition.property().contains(Properties.USER), condition.text());
        }
    }

    @Test
    void theCentroidTakesMembersAndAbstainsOutside() {
        RuleFit.Sample sample = sample(0.5);
        RuleFit.Fitted fitted = RuleFit.of(sample, 2, Set.of(), By.CENTROID);
        assertEquals(By.CENTROID, fitted.rule().by());
        assertTrue(fitted.test().centroid().precision() > 0.95, fitted.test().toString());
        assertTrue(fitted.test().centroid().recall() > 0.95, fitted.test().toString());
        float[] away = {0, 0, 0, 0, 0, 0, 0, 1};
        assertFalse(fitted.rule().centroid().judge().holds(away));
    }

    @Test
    void whatTheDataDoNotTellIsNotPromised() {
        RuleFit.Fitted fitted = RuleFit.of(sample(4), 0, Set.of(), By.CENTROID);
        assertTrue(fitted.test().centroid().precision() < 0.9, "vectors are nearly noise: " + fitted.test());
    }

    @Test
    void withoutFactsThereIsNoReadableRule() {
        RuleFit.Sample sample = sample(0.4);
        List<ItemFacts> none = facts.stream()
                .map(_ -> ItemFacts.of(Map.of(), Map.of(), false, null))
                .toList();
        RuleFit.Sample bare =
                new RuleFit.Sample(ids, vectors, none, sample.clusters(), sample.nearest(), 1, "plain", "a model");
        assertNull(RuleFit.of(bare, 0, Set.of(), null).rule().readable());
        assertThrows(IllegalArgumentException.class, () -> RuleFit.of(bare, 0, Set.of(), By.READABLE));
    }
}
