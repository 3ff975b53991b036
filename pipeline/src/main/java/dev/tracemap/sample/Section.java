package dev.tracemap.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A header at the margin and the indented lines below it.
///
/// @param kind the header's first word
/// @param words the header's other words
/// @param place file and line, for messages
record Section(String kind, List<String> words, List<String> body, String place) {

    /// Reads a resource of this package. Empty lines and lines that begin with `#` are skipped.
    static List<Section> read(String resource) {
        try (InputStream in = Section.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the class path");
            }
            return parse(resource, new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Section> parse(String resource, BufferedReader reader) throws IOException {
        List<Section> sections = new ArrayList<>();
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("  ")) {
                sections.getLast().body().add(line.strip());
            } else {
                List<String> words = Arrays.asList(line.strip().split(" "));
                sections.add(new Section(
                        words.getFirst(),
                        words.subList(1, words.size()),
                        new ArrayList<>(),
                        resource + ", line " + number));
            }
        }
        return sections;
    }

    String word(int index) {
        if (index >= words.size()) {
            throw wrong("needs " + (index + 1) + " words after '" + kind + "'");
        }
        return words.get(index);
    }

    double number(int index) {
        try {
            return Double.parseDouble(word(index));
        } catch (NumberFormatException e) {
            throw wrong("'" + word(index) + "' is not a number");
        }
    }

    /// Reads `0.1..0.5`.
    Catalogue.Range range(int index) {
        String word = word(index);
        int dots = word.indexOf("..");
        return new Catalogue.Range(
                Double.parseDouble(word.substring(0, dots)), Double.parseDouble(word.substring(dots + 2)));
    }

    /// The alternatives of a rule: lines, and pieces of a line between ` | `.
    List<String> alternatives() {
        return body.stream()
                .flatMap(line -> Arrays.stream(line.split(" \\| ")))
                .map(String::strip)
                .toList();
    }

    IllegalStateException wrong(String what) {
        return new IllegalStateException(place + ": " + what);
    }
}
