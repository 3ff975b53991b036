package dev.tracemap.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.text.Outline;
import dev.tracemap.text.Outline.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A trace's text in pieces, each small enough for an agent, however long the trace.
final class TracePieces {
    /// By [Answers#weight], four of which are about a token.
    private static final int SHORT = 5_000;

    private static final int PIECE = 12_000;
    private static final int LONGEST_LINE = 6_000;
    private static final int HITS = 40;
    private static final int AROUND = 160;
    private static final int HEAD = 24;
    private static final int TAIL = 8;
    private static final int FAILED = 16;
    private static final int DEEPEST = 8;

    private final Outline outline;
    private final List<String> lines;

    TracePieces(Outline outline) {
        this.outline = outline;
        this.lines = outline.lines();
    }

    boolean isShort() {
        int weight = 0;
        for (String line : lines) {
            weight += Answers.weight(line) + 1;
            if (weight > SHORT) {
                return false;
            }
        }
        return true;
    }

    /// The first steps, the last ones and, between them, those that failed.
    void skeleton(ObjectNode answer, boolean withIds) {
        answer.put("total_lines", lines.size());
        List<Step> steps = outline.steps();
        ArrayNode rows = answer.putArray("steps");
        int failed = 0;
        for (int i = 0; i < steps.size(); i++) {
            boolean atAnEnd = i < HEAD || i >= steps.size() - TAIL;
            boolean fails =
                    !atAnEnd && failed < FAILED && steps.get(i).span().event().isError();
            failed += fails ? 1 : 0;
            if (atAnEnd || fails) {
                rows.add(row(i, withIds));
            }
        }
        int left = steps.size() - rows.size();
        if (left > 0) {
            answer.put("more", left + " of " + steps.size() + " steps left out (gaps in the step numbers)");
        }
        answer.put(
                "next_step",
                "Read a step with {\"trace_id\": …, \"steps\": [1]}, lines with from_line and to_line, or search with"
                        + " find.");
    }

    private ObjectNode row(int index, boolean withId) {
        Step step = outline.steps().get(index);
        ObjectNode row = Answers.object();
        row.put("step", index + 1);
        row.put("lines", step.from() + "-" + step.to());
        row.put("what", ". ".repeat(Math.min(DEEPEST, step.depth() - 1)) + Untrusted.line(step.title(), 140));
        if (withId) {
            row.put("span_id", Answers.id(step.span().id()));
        }
        return row;
    }

    /// The text of the steps named, by number or span id.
    void steps(ObjectNode answer, JsonNode wanted) {
        List<String> chosen = new ArrayList<>();
        for (JsonNode one : wanted.isArray() ? wanted : List.of(wanted)) {
            Step step = step(one.asText());
            chosen.addAll(lines.subList(step.from() - 1, step.to()));
        }
        answer.put("total_lines", lines.size());
        List<String> shown = fitting(chosen);
        put(answer, shown);
        if (shown.size() < chosen.size()) {
            answer.put(
                    "more",
                    "cut to keep the answer small: " + shown.size() + " of " + chosen.size()
                            + " lines; read on with from_line and to_line, or name fewer steps");
        }
    }

    private Step step(String wanted) {
        List<Step> steps = outline.steps();
        if (wanted.matches("\\d{1,7}") && Integer.parseInt(wanted) >= 1 && Integer.parseInt(wanted) <= steps.size()) {
            return steps.get(Integer.parseInt(wanted) - 1);
        }
        return steps.stream()
                .filter(step -> step.span().id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new BadArgument("there is no step '" + Untrusted.line(wanted, 60)
                        + "'; this trace has steps 1 to " + steps.size() + ". Example: {\"steps\": [1]}"));
    }

    void range(ObjectNode answer, int from, int to) {
        if (from > lines.size()) {
            throw new BadArgument("from_line " + from + " lies behind the end: the trace has " + lines.size()
                    + " lines. Example: {\"from_line\": 1}");
        }
        if (to < from) {
            throw new BadArgument("to_line " + to + " lies before from_line " + from);
        }
        List<String> asked = lines.subList(from - 1, Math.min(to, lines.size()));
        List<String> shown = fitting(asked);
        answer.put("total_lines", lines.size());
        put(answer, shown);
        if (shown.size() < asked.size()) {
            answer.put("more", "cut to keep the answer small; read on with from_line " + (from + shown.size()));
        }
    }

    void find(ObjectNode answer, String words, int from) {
        String wanted = words.toLowerCase(Locale.ROOT);
        List<Integer> hits = IntStream.range(Math.min(from - 1, lines.size()), lines.size())
                .filter(line -> lines.get(line).toLowerCase(Locale.ROOT).contains(wanted))
                .limit(HITS + 1L)
                .boxed()
                .toList();
        answer.put("total_lines", lines.size());
        if (hits.isEmpty()) {
            answer.put("more", "no line contains that; use fewer or other words");
            return;
        }
        List<String> found = hits.stream()
                .limit(HITS)
                .map(line -> around(lines.get(line), wanted))
                .toList();
        List<String> shown = fitting(found);
        put(answer, shown);
        if (shown.size() < hits.size()) {
            answer.put(
                    "more",
                    shown.size() + " lines shown, there are more; find something narrower, or pass from_line "
                            + (hits.get(shown.size()) + 1));
        }
    }

    /// A long line around its first hit, its number kept.
    private static String around(String line, String wanted) {
        int number = line.indexOf(": ") + 2;
        int at = line.toLowerCase(Locale.ROOT).indexOf(wanted);
        int begin = Math.max(number, Math.min(at, line.length()) - AROUND);
        int end = Math.min(line.length(), begin + 2 * AROUND + wanted.length());
        return line.substring(0, Math.min(number, line.length()))
                + (begin > number ? "…" : "")
                + line.substring(Math.min(begin, end), end)
                + (end < line.length() ? "…" : "");
    }

    /// As many of the lines, cleaned and cut, as an answer has room for; at least one.
    private static List<String> fitting(List<String> asked) {
        List<String> fitting = new ArrayList<>();
        int weight = 0;
        for (String line : asked) {
            String clean = Untrusted.clean(line);
            String shown = clean.length() <= LONGEST_LINE ? clean : clean.substring(0, LONGEST_LINE) + "…";
            weight += Answers.weight(shown) + 1;
            if (weight > PIECE && !fitting.isEmpty()) {
                break;
            }
            fitting.add(shown);
        }
        return fitting;
    }

    static void put(ObjectNode answer, List<String> lines) {
        answer.put("text", String.join("\n", Untrusted.fence(fitting(lines))));
    }
}
