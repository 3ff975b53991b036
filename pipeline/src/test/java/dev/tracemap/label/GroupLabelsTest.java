package dev.tracemap.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GroupLabelsTest {
    private static final Portrait LOST =
            KeyPhraseLabelsTest.cluster(0, "I lost my bank card", "My bank card is lost", "Lost bank card in Rome");
    private static final Portrait NEW =
            KeyPhraseLabelsTest.cluster(1, "Order a new bank card", "A new bank card please", "Replace the bank card");
    private static final Portrait SONG =
            KeyPhraseLabelsTest.cluster(2, "Play a song by Adele", "Play some song", "A song for running");
    private static final Portrait FILM =
            KeyPhraseLabelsTest.cluster(3, "Watch a film tonight", "Which film is good", "Buy film tickets");
    private static final Map<Integer, Label> NAMES = Map.of(
            0, new Label("Lost bank cards", ""),
            1, new Label("Ordering a new bank card", ""),
            2, new Label("Playing a song", ""),
            3, new Label("Films for tonight", ""));

    private static Map<String, Label> named() {
        Map<String, List<Portrait>> groups = new LinkedHashMap<>();
        groups.put("1", List.of(LOST, NEW));
        groups.put("2", List.of(SONG, FILM));
        return GroupLabels.of(groups, NAMES);
    }

    private static Label label(Map<String, Label> labels, String id) {
        return Objects.requireNonNull(labels.get(id));
    }

    @Test
    void aGroupIsNamedByThePhraseThatAllItsClustersUse() {
        Label label = label(named(), "1");
        assertEquals("bank card", label.title().toLowerCase(Locale.ROOT));
    }

    @Test
    void aWordOfOnlyOneClusterDoesNotNameTheGroup() {
        assertFalse(label(named(), "1").title().toLowerCase(Locale.ROOT).contains("lost"));
    }

    @Test
    void whereNothingIsSharedTheNamesAreJoined() {
        Label label = label(named(), "2");
        assertEquals("Playing a song / Films for tonight", label.title());
        assertTrue(label.description().contains("No telling word"), label.description());
    }

    @Test
    void theDescriptionListsTheClusters() {
        String description = label(named(), "1").description();
        assertTrue(description.startsWith("- 2 clusters: \"Lost bank cards\", \"Ordering"), description);
    }

    @Test
    void groupsOfTheSameWordsGetDifferentTitles() {
        Map<String, List<Portrait>> groups = new LinkedHashMap<>();
        groups.put("1", List.of(LOST, NEW));
        groups.put(
                "2",
                List.of(
                        KeyPhraseLabelsTest.cluster(4, "Pay by bank card", "Bank card payment"),
                        KeyPhraseLabelsTest.cluster(5, "Bank card fees", "Why bank card fees")));
        groups.put("3", List.of(SONG, FILM));
        Map<String, Label> labels = GroupLabels.of(groups, NAMES);
        assertFalse(label(labels, "1").title().equals(label(labels, "2").title()), "" + labels);
    }
}
