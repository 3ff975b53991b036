package dev.tracemap.facet;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds what the assistant says it did with a tool although no call stands behind it.
///
/// A claim is a statement about the past, not a question, a plan, a condition or a denial. A claim to have acted
/// (changed, sent, booked, …) needs a call of a tool that acts; a claim to have looked something up needs any call; a
/// tool mentioned by name needs a call of that tool. A tool whose name tells nothing may be behind anything, so that
/// doubt speaks for the assistant. English only.
final class Claims {
    /// Longer answers, and those with code, deliver what was asked for in their own text when there are no tools.
    private static final int SHORT_ANSWER = 400;

    private final Conversation conversation;
    private final Set<String> defined;
    private final Set<String> found = new LinkedHashSet<>();

    private Claims(Conversation conversation, Set<String> defined) {
        this.conversation = conversation;
        this.defined = defined;
    }

    /// @param defined names of the tools the model could call; empty when the source does not say
    static List<String> withoutCall(Conversation conversation, Set<String> defined) {
        Claims claims = new Claims(conversation, defined);
        for (Said said : conversation.messages()) {
            // A greeting before the user has spoken claims nothing.
            if (said.message().role() == Role.ASSISTANT && said.number() > 1) {
                claims.check(said);
            }
        }
        return List.copyOf(claims.found);
    }

    private void check(Said said) {
        String text = said.message().text();
        List<Call> before = conversation.calls().stream()
                .filter(call -> call.message() <= said.number())
                .toList();
        boolean delivers = text.length() > SHORT_ANSWER || text.contains("```");
        boolean noTools = defined.isEmpty() && before.isEmpty();
        for (String sentence : ClaimWords.sentences(text)) {
            if (ClaimWords.isStatementOfFact(sentence)) {
                named(sentence);
                if (!(noTools && delivers)) {
                    acted(sentence, before);
                }
                lookedUp(sentence, before);
            }
        }
    }

    private void acted(String sentence, List<Call> before) {
        String verb = ClaimWords.action(sentence);
        if (verb == null) {
            return;
        }
        boolean acted = before.stream().anyMatch(call -> ToolNature.of(call.name()) != ToolNature.READS);
        // Who has read something may be reporting what it read: "your order has been cancelled".
        boolean reported = !before.isEmpty() && !ClaimWords.isFirstPerson(sentence);
        if (!acted && !reported) {
            found.add(tool(verb));
            return;
        }
        String informing = ClaimWords.informing(sentence);
        if (informing != null && acted && before.stream().noneMatch(Claims::mayInform)) {
            found.add(tool(informing));
        }
    }

    private static boolean mayInform(Call call) {
        return ToolNature.informs(call.name()) || ToolNature.of(call.name()) == ToolNature.UNKNOWN;
    }

    private void lookedUp(String sentence, List<Call> before) {
        String verb = ClaimWords.lookup(sentence);
        if (verb != null && before.isEmpty() && ClaimWords.namesASource(sentence)) {
            found.add(tool(verb));
        }
    }

    private void named(String sentence) {
        if (!ClaimWords.saysUsed(sentence)) {
            return;
        }
        for (String tool : defined) {
            boolean telling = ToolNature.words(tool).size() > 1;
            boolean called =
                    conversation.calls().stream().anyMatch(call -> call.name().equals(tool));
            if (telling && !called && sentence.contains(tool)) {
                found.add(tool);
            }
        }
    }

    /// The defined tool that the verb is about, or the verb itself.
    private String tool(String verb) {
        String stem = verb.substring(0, Math.min(verb.length(), Math.max(3, verb.length() - 3)));
        for (String tool : defined) {
            if (ToolNature.words(tool).stream().anyMatch(word -> word.startsWith(stem))) {
                return tool;
            }
        }
        return verb;
    }
}
