package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One case of an eval set: what was asked, and the answer that was recorded. Nobody has checked the answer.
///
/// @param why a typical member of its cluster, or one at its boundary
/// @param other the second-best cluster of a boundary case, else -1
/// @param turns what a model is given, the last one by the user
/// @param answer as it was recorded; empty where there is none
record EvalCase(String itemId, int clusterId, String cluster, Why why, int other, List<Turn> turns, String answer) {
    private static final int LONGEST = 20_000;

    enum Why {
        EXEMPLAR,
        BOUNDARY;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Turn(String role, String text) {}

    EvalCase {
        turns = List.copyOf(turns);
    }

    /// What was said up to the user's last words that were answered, without tools; redacted.
    ///
    /// @return absent where no user says anything
    static Optional<EvalCase> of(Item item, int clusterId, String cluster, Why why, int other, Redactor redactor) {
        List<Turn> said = new ArrayList<>();
        for (Said each : Conversation.of(item).messages()) {
            Role role = each.message().role();
            String text = each.message().text().strip();
            if (!text.isEmpty() && (role == Role.SYSTEM || role == Role.USER || role == Role.ASSISTANT)) {
                said.add(new Turn(role.name().toLowerCase(Locale.ROOT), redactor.redact(cut(text))));
            }
        }
        int answer = last(said, "assistant", said.size());
        int asked = last(said, "user", answer < 0 ? said.size() : answer);
        if (asked < 0) {
            return Optional.empty();
        }
        return Optional.of(new EvalCase(
                item.id(),
                clusterId,
                cluster,
                why,
                other,
                said.subList(0, asked + 1),
                answer < 0 ? "" : said.get(answer).text()));
    }

    private static int last(List<Turn> said, String role, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (said.get(i).role().equals(role)) {
                return i;
            }
        }
        return -1;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    EvalCase unanswered() {
        return new EvalCase(itemId, clusterId, cluster, why, other, turns, "");
    }

    String question() {
        return turns.getLast().text();
    }

    ArrayNode messages() {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        turns.forEach(turn -> messages.addObject().put("role", turn.role()).put("content", turn.text()));
        return messages;
    }

    /// Where it comes from.
    ObjectNode metadata() {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("source", "tracemap").put("item_id", itemId).put("cluster_id", clusterId);
        metadata.put("cluster", cluster).put("kind", why.wire());
        if (other >= 0) {
            metadata.put("second_cluster_id", other);
        }
        return metadata.put("answer_checked", false);
    }
}
