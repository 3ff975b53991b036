package dev.tracemap.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells true line references from false ones, by the lines that were shown.
public final class LineReferences {
    private static final Pattern NUMBERED = Pattern.compile("^(L(\\d{1,9})): ?");
    private static final Pattern REFERENCE = Pattern.compile("\\bL(\\d{1,9})\\b");

    private final Map<Integer, String> shown = new HashMap<>();

    public LineReferences(NumberedText text) {
        for (String line : text.lines()) {
            Matcher numbered = NUMBERED.matcher(line);
            if (numbered.find()) {
                shown.put(Integer.valueOf(numbered.group(2)), numbered.group(1));
            }
        }
    }

    /// The references that are lines of the text, spelt as they stand there (`L7` becomes `L007`), each once.
    public List<String> existing(List<String> given) {
        Set<String> found = new LinkedHashSet<>();
        for (String one : given) {
            Matcher reference = REFERENCE.matcher(one);
            while (reference.find()) {
                @Nullable String line = shown.get(Integer.valueOf(reference.group(1)));
                if (line != null) {
                    found.add(line);
                }
            }
        }
        return new ArrayList<>(found);
    }
}
