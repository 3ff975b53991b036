package dev.tracemap.summary;

import dev.tracemap.text.NumberedText;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where things stand in a numbered text. Only lines that are shown can be found, so every reference exists.
final class Lines {
    private static final Pattern NUMBERED = Pattern.compile("^(L\\d+): (.*)$", Pattern.DOTALL);
    private static final Pattern MESSAGE =
            Pattern.compile("^[^\\p{L}\\p{N}\\[]*\\[(\\d{1,7})\\] (?:SYSTEM|USER|ASSISTANT|TOOL|OTHER)\\b");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int PROBE = 40;

    private record Line(String ref, String content) {}

    private final List<Line> lines = new ArrayList<>();
    private final Map<Integer, Integer> messages = new HashMap<>();

    Lines(NumberedText text) {
        for (String line : text.lines()) {
            Matcher numbered = NUMBERED.matcher(line);
            if (numbered.matches()) {
                Matcher message = MESSAGE.matcher(numbered.group(2));
                if (message.find()) {
                    messages.putIfAbsent(Integer.valueOf(message.group(1)), lines.size());
                }
                lines.add(new Line(numbered.group(1), numbered.group(2)));
            }
        }
    }

    /// Where a message begins, or nothing.
    List<String> of(Said said) {
        Integer at = messages.get(said.number());
        return at == null ? List.of() : List.of(lines.get(at).ref());
    }

    /// Where a tool is called, or nothing. The list of available tools at the top does not count.
    List<String> of(Call call) {
        int from = messages.getOrDefault(call.message(), messages.getOrDefault(1, 0));
        return containing(call.name() + "(", from);
    }

    /// The first line that holds the beginning of a text, or nothing.
    List<String> of(String text) {
        String flat = BLANKS.matcher(text).replaceAll(" ").strip();
        String probe = flat.length() <= PROBE ? flat : flat.substring(0, PROBE);
        return probe.isEmpty() ? List.of() : containing(probe, 0);
    }

    private List<String> containing(String probe, int from) {
        return lines.stream()
                .skip(from)
                .filter(line -> line.content().contains(probe))
                .limit(1)
                .map(Line::ref)
                .toList();
    }
}
