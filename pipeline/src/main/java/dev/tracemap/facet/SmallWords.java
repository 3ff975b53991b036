package dev.tracemap.facet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The small words of languages written in Latin letters, from `small-words.txt`: one line a language, its code and
/// then its words; a letter followed by `*` is one that few others use.
final class SmallWords {
    private static final Map<String, List<String>> LANGUAGES = load();

    private SmallWords() {}

    static List<String> languages(String word) {
        return LANGUAGES.getOrDefault(word, List.of());
    }

    private static Map<String, List<String>> load() {
        Map<String, List<String>> languages = new HashMap<>();
        try (InputStream words = Objects.requireNonNull(SmallWords.class.getResourceAsStream("small-words.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(words, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] entries = line.strip().split(" +", -1);
                for (int i = 1; i < entries.length; i++) {
                    languages
                            .computeIfAbsent(entries[i], _ -> new ArrayList<>())
                            .add(entries[0]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(languages);
    }
}
