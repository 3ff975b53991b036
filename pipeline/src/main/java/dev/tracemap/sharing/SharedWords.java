package dev.tracemap.sharing;

import dev.tracemap.privacy.Redactor;
import dev.tracemap.summary.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Which words belong to nobody in particular: those that enough users of enough tenants use.
final class SharedWords {
    private static final int MOST = 4;
    private static final int SHORTEST = 3;
    private static final double SMOOTHING = 0.01;
    /// A shorter name would be found in many a word.
    private static final int SHORTEST_NAME = 3;

    private final Thresholds least;
    private final Redactor redactor;
    private final Map<String, Crowd> crowds = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final int items;

    SharedWords(Collection<SharedItem> items, Thresholds least, Redactor redactor) {
        this.least = least;
        this.redactor = redactor;
        this.items = items.size();
        for (SharedItem item : items) {
            item.words().forEach(word -> crowds.computeIfAbsent(word, _ -> new Crowd())
                    .add(item));
            item.users().forEach(this::name);
            item.tenants().forEach(this::name);
        }
    }

    /// The words of a text by which it may give someone away, in lower case.
    static Set<String> in(String text) {
        Set<String> words = new HashSet<>();
        for (String word : Words.of(text)) {
            String bare = bare(word);
            if (!Words.isEmpty(bare)) {
                words.add(bare);
            }
        }
        return words;
    }

    /// Whether a text may tell who is behind it: something in the form of an address, number or key, the name of a
    /// user or tenant, a number, a word that only a few use, or a name that nobody's summary holds.
    boolean identifies(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!redactor.redact(text).equals(text) || names.stream().anyMatch(name -> holds(lower, name))) {
            return true;
        }
        boolean first = true;
        for (String word : Words.of(text)) {
            boolean nameLike = !first && Character.isUpperCase(word.codePointAt(0));
            first = false;
            if (identifies(bare(word), nameLike)) {
                return true;
            }
        }
        return false;
    }

    private boolean identifies(String word, boolean nameLike) {
        if (Words.isEmpty(word)) {
            return false;
        }
        Crowd crowd = crowds.get(word);
        boolean rare = crowd == null ? nameLike : !crowd.enough(least);
        return rare || word.chars().anyMatch(Character::isDigit);
    }

    /// The words that say most about a cluster among those that enough of its own users and tenants use; best first.
    List<String> telling(Collection<SharedItem> cluster) {
        record Scored(String word, double score) {}
        Map<String, Crowd> here = new HashMap<>();
        for (SharedItem item : cluster) {
            item.words().forEach(word -> here.computeIfAbsent(word, _ -> new Crowd())
                    .add(item));
        }
        List<Scored> scored = new ArrayList<>();
        here.forEach((word, crowd) -> {
            if (word.length() >= SHORTEST && crowd.enough(least) && !identifies(word)) {
                double inside = (double) crowd.items() / cluster.size();
                int others = crowds.getOrDefault(word, crowd).items() - crowd.items();
                double outside = (double) others / Math.max(1, items - cluster.size());
                scored.add(new Scored(word, inside * Math.log((inside + SMOOTHING) / (outside + SMOOTHING))));
            }
        });
        scored.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::word));
        return scored.stream().limit(MOST).map(Scored::word).toList();
    }

    private void name(String value) {
        if (value.length() >= SHORTEST_NAME) {
            names.add(value.toLowerCase(Locale.ROOT));
        }
    }

    private static boolean holds(String text, String name) {
        return text.contains(name)
                && Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])")
                        .matcher(text)
                        .find();
    }

    private static String bare(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.endsWith("'s") ? lower.substring(0, lower.length() - 2) : lower;
    }
}
