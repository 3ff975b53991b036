package dev.tracemap.summary;

import dev.tracemap.text.NumberedText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where things stand in a numbered text. Only lines that are shown can be found, so every reference exists.
final class Lines {
    private static final Pattern NUMBERED = Pattern.compile("^(L\\d+): (.*)$", Pattern.DOTALL);
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int PROBE = 40;
    private static final int SHORTEST_PROBE = 12;

    private record Line(String ref, String content) {}

    private final List<Line> lines = new ArrayList<>();

    Lines(NumberedText text) {
        for (String line : text.lines()) {
            Matcher numbered = NUMBERED.matcher(line);
            if (numbered.matches()) {
                lines.add(new Line(numbered.group(1), flat(numbered.group(2))));
            }
        }
    }

    /// The first line that holds the beginning of what was written, or nothing.
    List<String> of(String written) {
        String first = written.strip()
                .lines()
                .map(Lines::flat)
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
        if (first.isEmpty()) {
            return List.of();
        }
        List<String> found = containing(start(first, PROBE));
        return found.isEmpty() && first.length() > SHORTEST_PROBE ? containing(start(first, SHORTEST_PROBE)) : found;
    }

    /// The first line that holds this very text, or nothing.
    List<String> containing(String probe) {
        return containing(probe, 1);
    }

    List<String> containing(String probe, int most) {
        return lines.stream()
                .filter(line -> line.content().contains(probe))
                .limit(most)
                .map(Line::ref)
                .toList();
    }

    private static String flat(String text) {
        return BLANKS.matcher(text).replaceAll(" ");
    }

    private static String start(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
