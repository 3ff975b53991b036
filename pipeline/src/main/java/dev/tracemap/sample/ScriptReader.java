package dev.tracemap.sample;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the script of an intent, one step a line:
///
/// ```
/// user <request>
/// call get_order {"order_id":"<$order>"} -> {"status":"delivered"}
/// 30% {                       in 30 of 100 traces; also before a single step
/// 2-4x call open_page …       two to four times; also before a block
/// agent delegate researcher Find out … {
/// }
/// say <answer>
/// ```
final class ScriptReader {
    private static final Pattern PREFIX = Pattern.compile("(?:(\\d+)%|(\\d+)-(\\d+)x) (.*)");

    private final Section section;

    ScriptReader(Section section) {
        this.section = section;
    }

    List<Step> read() {
        return block(section.body().iterator());
    }

    private List<Step> block(Iterator<String> lines) {
        List<Step> steps = new ArrayList<>();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.equals("}")) {
                break;
            }
            steps.add(step(line, lines));
        }
        return List.copyOf(steps);
    }

    private Step step(String line, Iterator<String> lines) {
        Matcher prefix = PREFIX.matcher(line);
        if (!prefix.matches()) {
            return plain(line, lines);
        }
        String rest = prefix.group(4);
        List<Step> steps = rest.equals("{") ? block(lines) : List.of(plain(rest, lines));
        return prefix.group(1) != null
                ? new Step.Maybe(Integer.parseInt(prefix.group(1)), steps)
                : new Step.Repeat(Integer.parseInt(prefix.group(2)), Integer.parseInt(prefix.group(3)), steps);
    }

    private Step plain(String line, Iterator<String> lines) {
        String[] words = line.split(" ", 2);
        if (words.length < 2) {
            throw section.wrong("cannot read the step '" + line + "'");
        }
        return switch (words[0]) {
            case "user" -> new Step.User(words[1]);
            case "say" -> new Step.Say(words[1]);
            case "call" -> call(words[1]);
            case "agent" -> {
                String[] parts = words[1].split(" ", 3);
                String task = parts[2].substring(0, parts[2].length() - 1).strip();
                yield new Step.Delegate(parts[0], parts[1], task, block(lines));
            }
            default -> throw section.wrong("no step begins with '" + words[0] + "'");
        };
    }

    private Step call(String text) {
        int space = text.indexOf(' ');
        int arrow = text.indexOf(" -> ");
        if (space < 0 || arrow < space) {
            throw section.wrong("a call is written: tool {arguments} -> {result}, not '" + text + "'");
        }
        return new Step.Call(
                text.substring(0, space),
                text.substring(space, arrow).strip(),
                text.substring(arrow + 4).strip());
    }
}
