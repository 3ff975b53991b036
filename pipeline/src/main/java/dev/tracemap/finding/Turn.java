package dev.tracemap.finding;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the user asked and what the agent did about it until the user spoke again.
///
/// @param replies messages of the assistant with text, in order
/// @param calls made in this turn, in order
record Turn(Said request, List<Said> replies, List<Call> calls) {
    Turn {
        replies = List.copyOf(replies);
        calls = List.copyOf(calls);
    }

    /// What was said before the first word of the user belongs to no turn.
    static List<Turn> of(Conversation conversation) {
        List<Said> requests = conversation.messages().stream()
                .filter(said -> said.message().role() == Role.USER && hasText(said))
                .toList();
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            int from = requests.get(i).number();
            int to = i + 1 < requests.size() ? requests.get(i + 1).number() : Integer.MAX_VALUE;
            boolean only = requests.size() == 1;
            turns.add(new Turn(
                    requests.get(i),
                    conversation.messages().stream()
                            .filter(said -> said.message().role() == Role.ASSISTANT && hasText(said))
                            .filter(said -> said.number() > from && said.number() < to)
                            .toList(),
                    // Calls that only spans record cannot be put into one of several turns.
                    conversation.calls().stream()
                            .filter(call -> call.message() == 0 ? only : call.message() > from && call.message() < to)
                            .toList()));
        }
        return turns;
    }

    private static boolean hasText(Said said) {
        return !said.message().text().isBlank();
    }

    String asked() {
        return request.message().text();
    }

    /// The last thing the agent said in the turn.
    @Nullable
    Said reply() {
        return replies.isEmpty() ? null : replies.getLast();
    }
}
