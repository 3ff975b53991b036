package dev.tracemap.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.lineage.Change.By;
import dev.tracemap.lineage.Lineage.Snapshot;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final float[] EAST = {1, 0, 0};
    private static final float[] NORTH = {0, 1, 0};
    private static final float[] UP = {0, 0, 1};

    @Test
    void theSameClustersUnderOtherIdsContinue() {
        assertEquals(
                List.of(new Change.Continues(0, 5, 1, By.ITEMS), new Change.Continues(1, 4, 1, By.ITEMS)),
                Lineage.match(
                        List.of(cluster(0, items(0, 50), EAST), cluster(1, items(50, 90), NORTH)),
                        List.of(cluster(4, items(50, 90), NORTH), cluster(5, items(0, 50), EAST)),
                        items(0, 90)));
    }

    @Test
    void aClusterInTwoHalvesHasSplit() {
        assertEquals(
                List.of(new Change.Split(0, List.of(1, 2)), new Change.Continues(3, 3, 1, By.ITEMS)),
                Lineage.match(
                        List.of(cluster(0, items(0, 60), EAST), cluster(3, items(60, 80), UP)),
                        List.of(
                                cluster(1, items(0, 40), EAST),
                                cluster(2, items(40, 60), NORTH),
                                cluster(3, items(60, 80), UP)),
                        items(0, 80)));
    }

    @Test
    void twoClustersInOneHaveMerged() {
        assertEquals(
                List.of(new Change.Merged(List.of(0, 1), 7)),
                Lineage.match(
                        List.of(cluster(0, items(0, 30), EAST), cluster(1, items(30, 60), NORTH)),
                        List.of(cluster(7, items(0, 60), EAST)),
                        items(0, 60)));
    }

    @Test
    void someOtherItemsDoNotHideWhatVanishedAndWhatCame() {
        assertEquals(
                List.of(new Change.Continues(0, 0, 0.9, By.ITEMS), new Change.New(9), new Change.Gone(1)),
                Lineage.match(
                        List.of(cluster(0, items(0, 50), EAST), cluster(1, items(50, 90), NORTH)),
                        List.of(
                                cluster(0, union(items(0, 45), items(500, 505)), EAST),
                                cluster(9, union(items(45, 50), items(600, 640)), UP)),
                        items(0, 50)));
    }

    @Test
    void aClusterWhoseItemsAreNoiseNowIsGone() {
        assertEquals(
                List.of(new Change.Continues(1, 1, 1, By.ITEMS), new Change.Gone(0)),
                Lineage.match(
                        List.of(cluster(0, items(0, 20), EAST), cluster(1, items(20, 50), NORTH)),
                        List.of(cluster(1, items(20, 50), NORTH)),
                        items(0, 50)));
    }

    @Test
    void runsWithoutCommonItemsAreMatchedByCentroid() {
        assertEquals(
                List.of(new Change.Continues(0, 1, 0.99, By.CENTROID), new Change.New(0), new Change.Gone(1)),
                Lineage.match(
                                List.of(cluster(0, items(0, 50), EAST), cluster(1, items(50, 90), NORTH)),
                                List.of(
                                        cluster(0, items(100, 140), UP),
                                        cluster(1, items(200, 240), new float[] {0.99f, 0.1411f, 0})),
                                Set.of())
                        .stream()
                        .map(LineageTest::rounded)
                        .toList());
    }

    @Test
    void withoutCommonItemsAndCentroidsNothingIsGuessed() {
        assertEquals(
                List.of(new Change.New(0), new Change.Gone(0)),
                Lineage.match(
                        List.of(cluster(0, items(0, 50), new float[0])),
                        List.of(cluster(0, items(100, 140), new float[0])),
                        Set.of()));
    }

    private static Change rounded(Change change) {
        return change instanceof Change.Continues(int before, int after, double agreement, By by)
                ? new Change.Continues(before, after, Math.round(agreement * 100) / 100.0, by)
                : change;
    }

    private static Snapshot cluster(int id, Set<String> items, float[] centroid) {
        return new Snapshot(id, items, centroid);
    }

    private static Set<String> items(int from, int to) {
        return IntStream.range(from, to).mapToObj(item -> "item-" + item).collect(Collectors.toSet());
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }
}
