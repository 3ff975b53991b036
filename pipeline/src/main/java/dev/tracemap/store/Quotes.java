package dev.tracemap.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which names say something that only deleted items said. A name is compared by its words and its runs of three
/// words: a single word such as an address gives a person away, and so does a phrase of common ones.
final class Quotes {
    private static final int RUN = 3;
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Set<String> wanted = new HashSet<>();
    private final Set<String> telling = new HashSet<>();

    /// @param names all that may have to go
    Quotes(Collection<String> names) {
        names.forEach(name -> wanted.addAll(pieces(name)));
    }

    /// Hears what a deleted item said. Everything deleted comes before anything that stays.
    void deleted(String text) {
        for (String piece : pieces(text)) {
            if (wanted.contains(piece)) {
                telling.add(piece);
            }
        }
    }

    void stays(String text) {
        if (!telling.isEmpty()) {
            telling.removeAll(new HashSet<>(pieces(text)));
        }
    }

    boolean tells(String name) {
        return !telling.isEmpty() && pieces(name).stream().anyMatch(telling::contains);
    }

    private static List<String> pieces(String text) {
        List<String> words = BETWEEN.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
        List<String> pieces = new ArrayList<>(words);
        for (int i = 0; i + RUN <= words.size(); i++) {
            pieces.add(String.join(" ", words.subList(i, i + RUN)));
        }
        return pieces;
    }
}
