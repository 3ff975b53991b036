package dev.tracemap.server.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    @Test
    void aLeafInAClusterOfItsOwnIsRecovered() {
        Recovery found = Recovery.of(placed("a 0, a 0, a 0, b 1, b 1"), List.of("a", "b"));
        assertEquals(1, found.supervised());
        assertEquals(1, found.leafRecovery());
    }

    @Test
    void aLeafThatDrownsInAnothersClusterIsNotRecoveredHoweverMuchTogether() {
        Recovery found = Recovery.of(placed("a 0, a 0, a 0, b 0, b 0"), List.of("a", "b"));
        assertEquals(0.6, found.supervised(), 1e-9);
        assertEquals(0.5, found.leafRecovery(), 1e-9);
        assertEquals(1, found.leaves().get(1).together());
    }

    @Test
    void halvesInTwoClustersAreReconstructedButOnlyHalfRecovered() {
        Recovery found = Recovery.of(placed("a 0, a 0, a 1, a 1"), List.of("a"));
        assertEquals(1, found.supervised());
        assertEquals(0.5, found.leafRecovery());
    }

    @Test
    void noiseCountsAsWrong() {
        Recovery found = Recovery.of(placed("a -1, a -1, a -1, a 0"), List.of("a"));
        assertEquals(0.25, found.supervised());
        assertEquals(0.25, found.leafRecovery());
    }

    @Test
    void backgroundMayTakeAClusterOver() {
        Recovery found = Recovery.of(placed("a 0, x 0, x 0"), List.of("a"));
        assertEquals(0, found.supervised());
        assertEquals(0, found.leafRecovery());
    }

    @Test
    void dealingByChanceKeepsSizesAndLosesTheMeaning() {
        List<Placed> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            all.add(new Placed("leaf " + i % 20, i % 20));
        }
        List<Placed> dealt = Recovery.dealt(all, 1);
        assertEquals(
                all.stream().map(Placed::cluster).sorted().toList(),
                dealt.stream().map(Placed::cluster).sorted().toList());
        List<String> leaves = all.stream().map(Placed::category).distinct().toList();
        assertEquals(1, Recovery.of(all, leaves).supervised());
        assertTrue(Recovery.of(dealt, leaves).supervised() < 0.3);
    }

    @Test
    void bCubedRewardsFamiliesThatStayWholeAndAlone() {
        assertEquals(1, BCubed.of(placed("a 0, a 0, b 1, b 1")).f1());
        BCubed merged = BCubed.of(placed("a 0, a 0, b 0, b 0"));
        assertEquals(0.5, merged.precision());
        assertEquals(1, merged.recall());
        BCubed apart = BCubed.of(placed("a -1, a -1"));
        assertEquals(1, apart.precision());
        assertEquals(0.5, apart.recall());
    }

    @Test
    void aBlindReaderFindsTellingNamesAndGuessesAmongTheOthers() {
        BlindMatch telling = new BlindMatch(Map.of(0, "lost bank card", 1, "late train", 2, "broken router"));
        List<BlindMatch.Asked> requests = List.of(
                new BlindMatch.Asked("my card is lost", 0), new BlindMatch.Asked("the router is broken again", 2));
        assertEquals(1, telling.share(requests, 1));
        BlindMatch empty = new BlindMatch(Map.of(0, "Cluster 0", 1, "Cluster 1", 2, "Cluster 2"));
        assertEquals(1.0 / 3, empty.share(requests, 1), 1e-9);
    }

    private static List<Placed> placed(String items) {
        return Arrays.stream(items.split(", ", -1))
                .map(item -> item.split(" ", -1))
                .map(pair -> new Placed(pair[0], Integer.parseInt(pair[1])))
                .toList();
    }
}
