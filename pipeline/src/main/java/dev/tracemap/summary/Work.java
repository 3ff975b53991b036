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
        answer(conversation).ifPresent(written -> {
            String plain = PlainText.of(written).replaceAll("\\R+", " ");
            bullets.add(new Note("Answers: " + clipped(plain, MOST_CHARACTERS), lines.of(written)));
        });
        return bullets;
    }

    /// The last thing the assistant said, if the user did not have the last word.
    static Optional<String> answer(Conversation conversation) {
        for (Said said : conversation.messages().reversed()) {
            boolean speaks = !said.message().text().isBlank();
            if (said.message().role() == Role.USER && speaks) {
                return Optional.empty();
            }
            if (said.message().role() == Role.ASSISTANT && speaks) {
                return Optional.of(said.message().text());
            }
        }
        return Optional.empty();
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
        List<String> refs = refs(counts, lines);
        String tools = counts.entrySet().stream()
                .limit(MOST_TOOLS)
                .map(tool -> tool.getValue() == 1 ? tool.getKey() : tool.getKey() + " x" + tool.getValue())
                .collect(Collectors.joining(", "));
        int more = counts.size() - MOST_TOOLS;
        return new Note("Calls " + tools + (more > 0 ? " and " + more + " more" : ""), refs);
    }

    private static Note failures(List<Call> failed, int calls, Lines lines) {
        Map<String, Integer> counts = counts(failed);
        String tools = String.join(", ", counts.keySet());
        return new Note(failed.size() + " of " + calls + " tool calls fail: " + tools, refs(counts, lines));
    }

    private static Map<String, Integer> counts(List<Call> calls) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        calls.forEach(call -> counts.merge(call.name(), 1, Integer::sum));
        return counts;
    }

    private static List<String> refs(Map<String, Integer> tools, Lines lines) {
        return tools.keySet().stream()
                .limit(MOST_REFS)
                .flatMap(tool -> lines.containing(tool + "(").stream())
                .distinct()
                .toList();
    }
}
