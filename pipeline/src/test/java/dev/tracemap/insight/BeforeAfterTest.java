package dev.tracemap.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.insight.Shift.Measure;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BeforeAfterTest {
    private static final int CLUSTERS = 8;

    private record Sample(List<ItemFacts> items, int[] clusters, BitSet before, BitSet after) {}

    /// Two halves of 3,200 items. Later, cluster 1 fails three times as often and cluster 2 comes half as often.
    private static Sample planted(Random random) {
        List<ItemFacts> items = new ArrayList<>();
        List<Integer> clusters = new ArrayList<>();
        BitSet before = new BitSet();
        BitSet after = new BitSet();
        while (items.size() < 6_400) {
            boolean later = items.size() >= 3_200;
            int cluster = random.nextInt(CLUSTERS);
            if (later && cluster == 2 && random.nextBoolean()) {
                continue;
            }
            boolean failed = random.nextDouble() < (later && cluster == 1 ? 0.15 : 0.05);
            (later ? after : before).set(items.size());
            items.add(facts(random, cluster, failed));
            clusters.add(cluster);
        }
        return new Sample(items, clusters.stream().mapToInt(Integer::intValue).toArray(), before, after);
    }

    private static ItemFacts facts(Random random, int cluster, boolean failed) {
        double seconds = (1 + cluster) * Math.exp(random.nextGaussian());
        return ItemFacts.of(
                Map.of(),
                Map.of(Properties.LATENCY, seconds, Properties.COST, random.nextDouble() / 100),
                failed,
                seconds);
    }

    private static List<String> called(BeforeAfter compared) {
        return compared.shifts().stream()
                .filter(Shift::isCalled)
                .map(shift -> shift.measure() + " " + shift.clusterId())
                .sorted()
                .toList();
    }

    @Test
    void exactlyWhatWasPlantedIsCalled() {
        for (int seed = 1; seed <= 5; seed++) {
            Sample sample = planted(new Random(seed));
            BeforeAfter compared = BeforeAfter.of(sample.items(), sample.clusters(), sample.before(), sample.after());
            assertEquals(List.of("ERROR_RATE 1", "SHARE 2"), called(compared), "seed " + seed);
            Shift errors = compared.called(Measure.ERROR_RATE).getFirst();
            assertTrue(errors.low() < 0.1 && errors.high() > 0.1 && errors.low() > 0, errors.line());
        }
    }

    @Test
    void randomHalvesDifferInNothing() {
        Random random = new Random(9);
        Sample sample = planted(random);
        int rows = 1_600;
        List<ItemFacts> items = sample.items().subList(0, rows);
        int wrong = 0;
        for (int round = 0; round < 100; round++) {
            BitSet before = new BitSet();
            IntStream.range(0, rows).filter(_ -> random.nextBoolean()).forEach(before::set);
            BitSet after = new BitSet();
            after.set(0, rows);
            after.andNot(before);
            wrong += called(BeforeAfter.of(items, sample.clusters(), before, after))
                            .isEmpty()
                    ? 0
                    : 1;
        }
        assertTrue(wrong <= 5, wrong + " of 100 random halves were told apart");
    }

    @Test
    void mixAndWithinAddUpToTheChange() {
        Sample sample = planted(new Random(3));
        for (Mix mix : BeforeAfter.of(sample.items(), sample.clusters(), sample.before(), sample.after())
                .overall()) {
            assertEquals(mix.after() - mix.before(), mix.mix() + mix.within(), 1e-9);
        }
    }

    /// The slow cluster comes more often, and nothing else happens.
    @Test
    void anotherMixIsNoChangeWithinClusters() {
        List<ItemFacts> items = new ArrayList<>();
        BitSet before = new BitSet();
        int[] clusters = new int[400];
        for (int row = 0; row < 400; row++) {
            boolean later = row >= 200;
            clusters[row] = row % 10 < (later ? 8 : 2) ? 1 : 0;
            before.set(row, !later);
            double seconds = clusters[row] == 1 ? 10 : 1;
            items.add(ItemFacts.of(Map.of(), Map.of(Properties.LATENCY, seconds), false, seconds));
        }
        BitSet after = new BitSet();
        after.set(200, 400);
        Mix latency = BeforeAfter.of(items, clusters, before, after).overall().get(1);
        assertEquals(
                "average latency 2.8 s → 8.2 s: +5.4 s from the mix of clusters, +0.0 s within clusters",
                latency.line());
    }

    @Test
    void aClusterThatIsNewIsCalled() {
        List<ItemFacts> items = new ArrayList<>();
        int[] clusters = new int[200];
        BitSet before = new BitSet();
        for (int row = 0; row < 200; row++) {
            clusters[row] = row >= 100 && row % 5 == 0 ? 1 : 0;
            before.set(row, row < 100);
            items.add(ItemFacts.of(Map.of(), Map.of(), false, null));
        }
        BitSet after = new BitSet();
        after.set(100, 200);
        Shift shift = BeforeAfter.of(items, clusters, before, after)
                .called(Measure.SHARE)
                .getFirst();
        assertEquals(List.of(0, 20), List.of(shift.membersBefore(), shift.membersAfter()));
    }
}
