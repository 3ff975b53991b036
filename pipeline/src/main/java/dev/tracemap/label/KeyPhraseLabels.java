package dev.tracemap.label;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Names clusters without a model: each gets the title of one of its own members, the one whose words most of its
/// members share and its siblings do not.
public final class KeyPhraseLabels {
    private KeyPhraseLabels() {}

    /// @param clusters all of a run, noise included when there is any
    /// @return a label for each id, in order of id
    public static Map<Integer, Label> of(List<Portrait> clusters) {
        Map<Integer, Label> labels = new TreeMap<>();
        List<Portrait> groups = clusters.stream()
                .filter(cluster -> cluster.id() != Portrait.NOISE)
                .toList();
        Vocabulary vocabulary = new Vocabulary(groups);
        Map<Integer, String> titles = Titles.of(groups, vocabulary);
        for (Portrait group : groups) {
            String title = titles.getOrDefault(group.id(), "Cluster " + group.id());
            labels.put(group.id(), new Label(title, Descriptions.of(group, groups, titles, vocabulary)));
        }
        for (Portrait cluster : clusters) {
            if (cluster.id() == Portrait.NOISE) {
                labels.put(Portrait.NOISE, new Label(Label.NOISE_TITLE, Descriptions.ofNoise(cluster)));
            }
        }
        return new LinkedHashMap<>(labels);
    }
}
