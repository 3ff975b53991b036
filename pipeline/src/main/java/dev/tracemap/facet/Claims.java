package dev.tracemap.facet;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds what the assistant says it did with a tool although no call stands behind it.
///
/// A claim is a statement about the past, not a question, a plan, a condition or a denial. A claim to have acted
/// (changed, sent, booked, …) needs a call of a tool that acts; a claim to have looked something up needs any call; a
/// tool mentioned by name needs a call of that tool. A tool whose name tells nothing may be behind anything, so that
/// doubt speaks for the assistant. English only.
public final class Claims {
    /// Longer answers, and those with code, deliver what was asked for in their own text when there are no tools.
    private static final int SHORT_ANSWER = 400;

    private final Conversation conversation;
    private final Set<String> defined;
    private final Map<String, Claim> found = new LinkedHashMap<>();
    private int message;

    /// @param what the tool's name where one fits, else the verb
    /// @param message number of the message that makes the claim
    /// @param sentence in which it stands
    public record Claim(String what, int message, String sentence) {}

    private Claims(Conversation conversation, Set<String> defined) {
        this.conversation = conversation;
        this.defined = defined;
    }

    /// @param defined names of the tools the model could call; empty when the source does not say
    /// @return the first claim of each kind
    public static List<Claim> withoutCall(Conversation conversation, Set<String> defined) {
        Claims claims = new Claims(conversation, defined);
        for (Said said : conversation.messages()) {
            // A greeting before the user has spoken claims nothing.
            if (said.message().role() == Role.ASSISTANT && said.number() > 1) {
                claims.check(said);
            }
        }
        return List.copyOf(claims.found.values());
    }

    private void check(Said said) {
        String text = said.message().text();
        message = said.number();
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
            found(tool(verb), sentence);
            return;
        }
        String informing = ClaimWords.informing(sentence);
        if (informing != null && acted && before.stream().noneMatch(Claims::mayInform)) {
            found(tool(informing), sentence);
        }
    }

    private static boolean mayInform(Call call) {
        return ToolNature.informs(call.name()) || ToolNature.of(call.name()) == ToolNature.UNKNOWN;
    }

    private void lookedUp(String sentence, List<Call> before) {
        String verb = ClaimWords.lookup(sentence);
        if (verb != null && before.isEmpty() && ClaimWords.namesASource(sentence)) {
            found(tool(verb), sentence);
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
                found(tool, sentence);
            }
        }
    }

    private void found(String what, String sentence) {
        found.putIfAbsent(what, new Claim(what, message, sentence));
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
