package dev.tracemap.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.summary.Summary.Note;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What was done for the user: the tools that were called, the ones that failed, and the answer.
final class Work {
    private static final int MOST_TOOLS = 8;
    private static final int MOST_REFS = 4;
    private static final int LOOKED_BACK = 4;
    private static final int TELLING_WORDS = 4;
    private static final int MOST_CHARACTERS = 240;

    private Work() {}

    static List<Note> bullets(Conversation conversation, Lines lines) {
        List<Note> bullets = new ArrayList<>();
        if (!conversation.calls().isEmpty()) {
            bullets.add(calls(conversation.calls(), lines));
            List<Call> failed =
                    conversation.calls().stream().filter(Call::failed).toList();
            if (!failed.isEmpty()) {
                bullets.add(failures(failed, conversation.calls().size(), lines));
            }
        }
        answer(conversation).ifPresent(said -> {
            String plain = PlainText.of(said.message().text()).replaceAll("\\R+", " ");
            bullets.add(new Note("Answers: " + clipped(plain, MOST_CHARACTERS), lines.of(said)));
        });
        return bullets;
    }

    /// The last thing the assistant said that says something; a farewell only when there is nothing else.
    private static Optional<Said> answer(Conversation conversation) {
        List<Said> spoken = conversation.messages().stream()
                .filter(said -> said.message().role() == Role.ASSISTANT)
                .filter(said -> !said.message().text().isBlank())
                .toList();
        return spoken.reversed().stream()
                .limit(LOOKED_BACK)
                .filter(said -> Words.content(PlainText.of(said.message().text())) >= TELLING_WORDS)
                .findFirst()
                .or(() -> spoken.isEmpty() ? Optional.empty() : Optional.of(spoken.getLast()));
    }

    /// What went wrong in a call, in the tool's own words.
    static String reason(Call call) {
        JsonNode result = call.result();
        String error = call.span() == null ? null : call.span().event().error();
        String said = error != null
                ? error
                : result == null ? "" : result.isTextual() ? result.textValue() : result.toString();
        return clipped(PlainText.of(said).replaceAll("\\R+", " "), MOST_CHARACTERS / 2);
    }

    static String clipped(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int blank = text.lastIndexOf(' ', most);
        return text.substring(0, blank > most / 2 ? blank : most) + " …";
    }

    private static Note calls(List<Call> calls, Lines lines) {
        Map<String, Integer> counts = counts(calls);
        String tools = counts.entrySet().stream()
                .limit(MOST_TOOLS)
                .map(tool -> tool.getValue() == 1 ? tool.getKey() : tool.getKey() + " x" + tool.getValue())
                .collect(Collectors.joining(", "));
        int more = counts.size() - MOST_TOOLS;
        return new Note("Calls " + tools + (more > 0 ? " and " + more + " more" : ""), refs(calls, lines));
    }

    private static Note failures(List<Call> failed, int calls, Lines lines) {
        Map<String, Integer> counts = counts(failed);
        String tools = String.join(", ", counts.keySet());
        return new Note(failed.size() + " of " + calls + " tool calls fail: " + tools, refs(failed, lines));
    }

    private static Map<String, Integer> counts(List<Call> calls) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        calls.forEach(call -> counts.merge(call.name(), 1, Integer::sum));
        return counts;
    }

    /// Where each tool is called first.
    private static List<String> refs(List<Call> calls, Lines lines) {
        Map<String, Call> first = new LinkedHashMap<>();
        calls.forEach(call -> first.putIfAbsent(call.name(), call));
        return first.values().stream()
                .limit(MOST_REFS)
                .flatMap(call -> lines.of(call).stream())
                .distinct()
                .toList();
    }
}
