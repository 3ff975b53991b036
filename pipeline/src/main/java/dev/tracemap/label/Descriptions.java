package dev.tracemap.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Two to five lines on what is in a cluster.
final class Descriptions {
    private static final int EXAMPLES = 3;
    private static final int KEY_WORDS = 5;

    private Descriptions() {}

    static String of(Portrait cluster, List<Portrait> siblings, Map<Integer, String> titles, Vocabulary vocabulary) {
        List<String> lines = new ArrayList<>();
        lines.add("Requests like " + examples(cluster));
        tools(cluster, lines);
        failures(cluster, lines);
        Portrait nearest = nearest(cluster, siblings);
        List<String> words = vocabulary.against(cluster.id(), nearest == null ? cluster.id() : nearest.id(), KEY_WORDS);
        if (nearest != null && !words.isEmpty()) {
            lines.add("Unlike \"" + titles.get(nearest.id()) + "\" more about " + String.join(", ", words));
        } else if (!words.isEmpty()) {
            lines.add("Mostly about " + String.join(", ", words));
        } else {
            lines.add(items(cluster.size()) + " worded much alike");
        }
        return bulleted(lines);
    }

    static String ofNoise(Portrait noise) {
        List<String> lines = new ArrayList<>();
        lines.add(items(noise.size()) + " that fit no cluster, such as " + examples(noise));
        tools(noise, lines);
        failures(noise, lines);
        if (lines.size() == 1) {
            lines.add("What is rare or stands alone ends up here");
        }
        return bulleted(lines);
    }

    /// From the centre, from the middle and from the edge, so that the spread shows.
    private static String examples(Portrait cluster) {
        List<String> titles = new ArrayList<>();
        int last = cluster.size() - 1;
        for (int i = 0; i < EXAMPLES && last >= 0; i++) {
            titles.add(cluster.members()
                    .get((int) ((long) last * i / (EXAMPLES - 1)))
                    .summary()
                    .title());
        }
        return String.join(
                "; ",
                titles.stream().distinct().map(title -> "\"" + title + "\"").toList());
    }

    private static void tools(Portrait cluster, List<String> lines) {
        cluster.topSequences().entrySet().stream()
                .findFirst()
                .ifPresent(top -> lines.add("Most frequent tool calls: " + top.getKey() + " (" + top.getValue() + " of "
                        + items(cluster.size()) + ")"));
    }

    private static void failures(Portrait cluster, List<String> lines) {
        cluster.topFailures().entrySet().stream()
                .findFirst()
                .ifPresent(top ->
                        lines.add(percent(top.getValue(), cluster.size()) + " of the items have " + top.getKey()));
    }

    private static @Nullable Portrait nearest(Portrait cluster, List<Portrait> siblings) {
        Portrait nearest = null;
        double least = Double.POSITIVE_INFINITY;
        for (Portrait sibling : siblings) {
            double distance = cluster.distanceTo(sibling);
            if (sibling.id() != cluster.id() && distance < least) {
                least = distance;
                nearest = sibling;
            }
        }
        return nearest;
    }

    private static String percent(int part, int whole) {
        return Math.round(100.0 * part / whole) + "%";
    }

    private static String items(int count) {
        return count == 1 ? "1 item" : count + " items";
    }

    private static String bulleted(List<String> lines) {
        return String.join("\n", lines.stream().map(line -> "- " + line).toList());
    }
}
