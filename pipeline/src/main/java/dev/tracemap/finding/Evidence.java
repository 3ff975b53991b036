package dev.tracemap.finding;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.ToolDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An item laid out so that what went wrong in it can be seen.
///
/// @param tools names of those the model could call; empty where the source does not say
record Evidence(Conversation conversation, List<Span> spans, Set<String> tools, List<Turn> turns) {

    static Evidence of(Item item) {
        Conversation conversation = Conversation.of(item);
        List<Span> spans = item.roots().stream().flatMap(Span::walk).toList();
        Set<String> tools = new LinkedHashSet<>();
        for (Span span : spans) {
            if (span.work() instanceof Span.Generation generation) {
                generation.tools().stream().map(ToolDefinition::name).forEach(tools::add);
            }
        }
        return new Evidence(conversation, spans, tools, Turn.of(conversation));
    }

    List<Call> calls() {
        return conversation.calls();
    }

    /// The last message of the assistant with text.
    @Nullable
    Said lastWord() {
        return conversation.messages().reversed().stream()
                .filter(said -> said.message().role() == Role.ASSISTANT
                        && !said.message().text().isBlank())
                .findFirst()
                .orElse(null);
    }

    /// What the instructions of the whole item say.
    String instructions() {
        return conversation.messages().stream()
                .filter(said -> said.message().role() == Role.SYSTEM)
                .map(said -> said.message().text())
                .collect(Collectors.joining("\n"));
    }

    Said message(int number) {
        return conversation.messages().get(number - 1);
    }

    /// A tool's answer as text, empty where it gave none.
    static String answer(Call call) {
        var result = call.result();
        if (result == null || result.isNull()) {
            return "";
        }
        return result.isTextual() ? result.textValue() : result.toString();
    }
}
