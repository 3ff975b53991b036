package dev.tracemap.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.facet.Facets;
import dev.tracemap.summary.Summary;
import dev.tracemap.summary.Summary.Note;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyPhraseLabelsTest {

    @Test
    void aClusterIsNamedByWhatItsMembersShareAndItsSiblingsDoNot() {
        Map<Integer, Label> labels = KeyPhraseLabels.of(List.of(
                cluster(0, "My card was stolen in Rome", "My card was stolen", "Someone has stolen my card"),
                cluster(1, "My card has not arrived", "My new card has not arrived yet", "Card not arrived"),
                cluster(2, "Top up my account with Apple Pay", "Top up with Apple Pay", "Apple Pay top up")));

        assertTrue(titleOf(labels, 0).contains("stolen"), titleOf(labels, 0));
        assertTrue(titleOf(labels, 1).contains("arrived"), titleOf(labels, 1));
        assertTrue(titleOf(labels, 2).contains("apple pay"), titleOf(labels, 2));
    }

    @Test
    void siblingsWithTheSameWordingStillGetDifferentTitles() {
        List<Portrait> alike = new ArrayList<>();
        for (int id = 0; id < 4; id++) {
            alike.add(cluster(id, "Check my order status", "Check my order status", "Check my order status"));
        }

        Map<Integer, Label> labels = KeyPhraseLabels.of(alike);

        Set<String> titles = new HashSet<>();
        labels.values().forEach(label -> titles.add(label.title()));
        assertEquals(4, titles.size());
    }

    @Test
    void noiseIsCalledOutliersWhateverIsInIt() {
        Map<Integer, Label> labels = KeyPhraseLabels.of(List.of(
                cluster(0, "Cancel my flight", "Cancel the flight"),
                cluster(Portrait.NOISE, "Tell me a joke", "Write a poem about rain")));

        Label noise = labels.get(Portrait.NOISE);
        assertNotNull(noise);
        assertEquals(Label.NOISE_TITLE, noise.title());
        assertTrue(noise.description().contains("joke"), noise.description());
    }

    @Test
    void descriptionsHaveTwoToFiveDashedLines() {
        Facets failing = facets(List.of("find", "refund"), 2);
        Portrait tools = new Portrait(
                1,
                List.of(
                        new Portrait.Member(summary("Refund my ticket"), failing),
                        new Portrait.Member(summary("Refund the concert ticket"), failing)),
                new float[] {1, 0});
        Map<Integer, Label> labels =
                KeyPhraseLabels.of(List.of(cluster(0, "Cancel my flight", "Cancel the flight"), tools));

        for (Label label : labels.values()) {
            List<String> lines = label.description().lines().toList();
            assertTrue(lines.size() >= 2 && lines.size() <= 5, label.description());
            assertTrue(lines.stream().allMatch(line -> line.startsWith("- ")), label.description());
        }
        assertTrue(description(labels, 1).contains("find > refund"), description(labels, 1));
        assertTrue(
                description(labels, 1).contains("100% of the items have failing tool calls"), description(labels, 1));
    }

    @Test
    void otherLanguagesAreNamedInTheirOwnWords() {
        Map<Integer, Label> labels = KeyPhraseLabels.of(List.of(
                cluster(0, "Rechnung für meinen Vertrag fehlt", "Die Rechnung fehlt seit Mai", "Rechnung fehlt"),
                cluster(1, "注文をキャンセルしたいです", "注文のキャンセル方法", "注文をキャンセル")));

        assertTrue(titleOf(labels, 0).contains("rechnung"), titleOf(labels, 0));
        assertTrue(titleOf(labels, 1).contains("キャンセル"), titleOf(labels, 1));
    }

    @Test
    void hundredsOfClustersGetTitlesOfTheirOwnOfAtMostTenWords() {
        List<Portrait> many = new ArrayList<>();
        for (int id = 0; id < 300; id++) {
            String thing = "gadget" + (char) ('a' + id % 26) + (char) ('a' + id / 26);
            many.add(cluster(id, "Repair a broken " + thing, "My " + thing + " is broken", "Repair " + thing + " now"));
        }

        Map<Integer, Label> labels = KeyPhraseLabels.of(many);

        Set<String> titles = new HashSet<>();
        for (Label label : labels.values()) {
            titles.add(label.title().toLowerCase(Locale.ROOT));
            assertTrue(label.title().split(" ", -1).length <= 10, label.title());
        }
        assertEquals(300, titles.size());
    }

    static Portrait cluster(int id, String... titles) {
        List<Portrait.Member> members = new ArrayList<>();
        for (String title : titles) {
            members.add(new Portrait.Member(summary(title), facets(List.of(), 0)));
        }
        return new Portrait(id, members, id == Portrait.NOISE ? new float[0] : new float[] {id, 0});
    }

    private static Summary summary(String title) {
        return new Summary(title, "user -> answer", List.of(new Note(title, List.of())), List.of());
    }

    private static Facets facets(List<String> tools, int errors) {
        return new Facets(
                1, tools.size(), tools, tools, 1, 0, null, null, errors, 0, List.of(), 0, List.of("en"), null);
    }

    private static String titleOf(Map<Integer, Label> labels, int id) {
        Label label = labels.get(id);
        assertNotNull(label);
        return label.title().toLowerCase(Locale.ROOT);
    }

    private static String description(Map<Integer, Label> labels, int id) {
        Label label = labels.get(id);
        assertNotNull(label);
        return label.description();
    }
}
