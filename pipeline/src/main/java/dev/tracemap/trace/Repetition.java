package dev.tracemap.trace;

import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells which messages of a prompt were said before. A prompt that holds a message k times repeats it as often as it
/// was known before, and the others are new; what a model answers is always new.
///
/// Across the traces of a session only a prompt that carries earlier answers repeats the history: a user who says
/// "yes" in two requests has said it twice.
final class Repetition {
    private final Map<String, List<Integer>> session = new HashMap<>();
    private final Map<String, List<Integer>> trace = new HashMap<>();

    void nextTrace() {
        trace.clear();
    }

    /// The number of each message, first of `input`, then of `output`; new ones are numbered on from `next`.
    int[] numbers(List<Message> input, List<Message> output, int next) {
        int[] numbers = new int[input.size() + output.size()];
        List<String> keys = new ArrayList<>(numbers.length);
        input.forEach(message -> keys.add(MessageKey.of(message)));
        boolean history = carriesHistory(input, keys);
        Map<String, Integer> occurrences = new HashMap<>();
        for (int i = 0; i < input.size(); i++) {
            String key = keys.get(i);
            int before = occurrences.merge(key, 1, Integer::sum) - 1;
            boolean anywhere = history || input.get(i).role() == Role.SYSTEM;
            List<Integer> known = (anywhere ? session : trace).getOrDefault(key, List.of());
            numbers[i] = before < known.size() ? known.get(before) : learn(key, next++);
        }
        for (int i = 0; i < output.size(); i++) {
            numbers[input.size() + i] = learn(MessageKey.of(output.get(i)), next++);
        }
        return numbers;
    }

    private boolean carriesHistory(List<Message> input, List<String> keys) {
        for (int i = 0; i < input.size(); i++) {
            if (input.get(i).role() == Role.ASSISTANT && session.containsKey(keys.get(i))) {
                return true;
            }
        }
        return false;
    }

    private int learn(String key, int number) {
        session.computeIfAbsent(key, _ -> new ArrayList<>()).add(number);
        trace.computeIfAbsent(key, _ -> new ArrayList<>()).add(number);
        return number;
    }
}
