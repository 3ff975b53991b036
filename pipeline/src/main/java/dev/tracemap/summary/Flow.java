package dev.tracemap.summary;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The steps of an item in one line of ASCII: `user -> find_user -> get_order x3 -> answer`. A group of steps that
/// repeats is written once: `(user -> answer) x4`.
final class Flow {
    private static final int MOST_STEPS = 14;
    private static final int LONGEST_LOOP = 4;
    private static final int LONGEST_NAME = 48;

    private Flow() {}

    static String of(Conversation conversation) {
        List<String> steps = folded(steps(conversation), 1);
        for (int length = 2; length <= LONGEST_LOOP; length++) {
            steps = folded(steps, length);
        }
        if (steps.size() > MOST_STEPS) {
            int left = steps.size() - MOST_STEPS + 1;
            List<String> ends = new ArrayList<>(steps.subList(0, MOST_STEPS / 2));
            ends.add("(" + left + " more)");
            ends.addAll(steps.subList(steps.size() - MOST_STEPS + MOST_STEPS / 2 + 1, steps.size()));
            steps = ends;
        }
        return String.join(" -> ", steps);
    }

    private static List<String> steps(Conversation conversation) {
        Map<Integer, List<Call>> callsByMessage = new TreeMap<>();
        for (Call call : conversation.calls()) {
            int message = call.message() > 0 ? call.message() : messageBefore(conversation, call.span());
            callsByMessage.computeIfAbsent(message, key -> new ArrayList<>()).add(call);
        }
        List<String> steps = new ArrayList<>();
        callsByMessage.getOrDefault(0, List.of()).forEach(call -> steps.add(step(call)));
        for (Said said : conversation.messages()) {
            Role role = said.message().role();
            boolean speaks = !said.message().text().isBlank();
            List<Call> calls = callsByMessage.getOrDefault(said.number(), List.of());
            boolean callsItself = calls.stream().anyMatch(call -> call.message() > 0);
            if (role == Role.USER) {
                steps.add("user");
            }
            calls.forEach(call -> steps.add(step(call)));
            if (role == Role.ASSISTANT && speaks && !callsItself) {
                steps.add("answer");
            }
        }
        return steps;
    }

    /// The message after which a call happened that only its span records.
    private static int messageBefore(Conversation conversation, @Nullable Span span) {
        int before = conversation.messages().isEmpty() ? 0 : 1;
        for (Said said : conversation.messages()) {
            Span generation = said.generation();
            boolean earlier = span != null
                    && generation != null
                    && !generation.event().start().isAfter(span.event().start());
            if (earlier) {
                before = said.number();
            }
        }
        return before;
    }

    private static String step(Call call) {
        String name = call.name().replaceAll("[^\\x21-\\x7e]+", "_");
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        return call.failed() ? shown + " (fails)" : shown;
    }

    /// Writes `length` steps that follow each other several times only once.
    private static List<String> folded(List<String> steps, int length) {
        List<String> folded = new ArrayList<>();
        int at = 0;
        while (at < steps.size()) {
            int times = 1;
            while (repeats(steps, at, length, times)) {
                times++;
            }
            int end = Math.min(steps.size(), at + length);
            if (times == 1) {
                folded.add(steps.get(at++));
            } else {
                String group = String.join(" -> ", steps.subList(at, end));
                folded.add((length == 1 ? group : "(" + group + ")") + " x" + times);
                at += length * times;
            }
        }
        return folded;
    }

    private static boolean repeats(List<String> steps, int at, int length, int times) {
        int from = at + length * times;
        return from + length <= steps.size()
                && steps.subList(at, at + length).equals(steps.subList(from, from + length));
    }
}
