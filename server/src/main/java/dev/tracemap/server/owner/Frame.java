package dev.tracemap.server.owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line between a guest and the owner.
///
/// `id` tells the tool calls of one guest apart. A connection carries either tool calls or a single command.
sealed interface Frame {

    // Opening, both ways.
    record Hello(String nonce) implements Frame {}

    record Proof(String proof, String nonce) implements Frame {}

    // From the guest.
    /// @param team whose tool it is
    record Ask(long id, long team, String tool, ObjectNode arguments) implements Frame {}

    record Abandon(long id) implements Frame {}

    /// @param columns width of the terminal, 0 when there is none
    /// @param resume run that an earlier owner began for this command
    record Command(
            List<String> arguments,
            String directory,
            int columns,
            @Nullable String resume) implements Frame {
        public Command {
            arguments = List.copyOf(arguments);
        }
    }

    /// A piece of standard input; none = its end.
    record Input(byte[] bytes) implements Frame {}

    // From the owner.
    record Advance(long id, double done, String message) implements Frame {}

    record Answer(long id, String text, ObjectNode structured) implements Frame {}

    record Advice(long id, String message) implements Frame {}

    /// The call came too late and was not begun.
    record NotTaken(long id) implements Frame {}

    record WantInput() implements Frame {}

    record Output(boolean error, byte[] bytes) implements Frame {}

    /// The command's work is known as this run from now on.
    record Began(String runId) implements Frame {}

    record Exit(int code) implements Frame {}

    /// The owner is about to end.
    record Leaving() implements Frame {}

    default ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case Hello(var nonce) -> node.put("is", "hello").put("nonce", nonce);
            case Proof(var proof, var nonce) ->
                node.put("is", "proof").put("proof", proof).put("nonce", nonce);
            case Ask(long id, long team, var tool, var arguments) ->
                node.put("is", "ask")
                        .put("id", id)
                        .put("team", team)
                        .put("tool", tool)
                        .set("arguments", arguments);
            case Abandon(long id) -> node.put("is", "abandon").put("id", id);
            case Command(var arguments, var directory, int columns, var resume) -> {
                node.put("is", "command").put("directory", directory).put("columns", columns);
                arguments.forEach(node.putArray("arguments")::add);
                if (resume != null) {
                    node.put("resume", resume);
                }
            }
            case Input(var bytes) -> node.put("is", "input").put("bytes", bytes);
            case Advance(long id, double done, var message) ->
                node.put("is", "advance").put("id", id).put("done", done).put("message", message);
            case Answer(long id, var text, var structured) ->
                node.put("is", "answer").put("id", id).put("text", text).set("structured", structured);
            case Advice(long id, var message) ->
                node.put("is", "advice").put("id", id).put("message", message);
            case NotTaken(long id) -> node.put("is", "not-taken").put("id", id);
            case WantInput() -> node.put("is", "want-input");
            case Output(boolean error, var bytes) ->
                node.put("is", "output").put("error", error).put("bytes", bytes);
            case Began(var runId) -> node.put("is", "began").put("run_id", runId);
            case Exit(int code) -> node.put("is", "exit").put("code", code);
            case Leaving() -> node.put("is", "leaving");
        }
        return node;
    }

    /// @throws IOException for a line that no version of this program has sent
    static Frame of(JsonNode node) throws IOException {
        long id = node.path("id").asLong();
        return switch (node.path("is").asText()) {
            case "hello" -> new Hello(text(node, "nonce"));
            case "proof" -> new Proof(text(node, "proof"), text(node, "nonce"));
            case "ask" -> new Ask(id, node.path("team").asLong(1), text(node, "tool"), object(node, "arguments"));
            case "abandon" -> new Abandon(id);
            case "command" -> command(node);
            case "input" -> new Input(bytes(node));
            case "advance" -> new Advance(id, node.path("done").asDouble(), text(node, "message"));
            case "answer" -> new Answer(id, text(node, "text"), object(node, "structured"));
            case "advice" -> new Advice(id, text(node, "message"));
            case "not-taken" -> new NotTaken(id);
            case "want-input" -> new WantInput();
            case "output" -> new Output(node.path("error").asBoolean(), bytes(node));
            case "began" -> new Began(text(node, "run_id"));
            case "exit" -> new Exit(node.path("code").asInt());
            case "leaving" -> new Leaving();
            default -> throw new IOException("no such frame: " + node.path("is"));
        };
    }

    private static Frame command(JsonNode node) throws IOException {
        List<String> arguments = new ArrayList<>();
        node.path("arguments").forEach(argument -> arguments.add(argument.asText()));
        String resume = node.hasNonNull("resume") ? text(node, "resume") : null;
        return new Command(
                arguments, text(node, "directory"), node.path("columns").asInt(), resume);
    }

    private static String text(JsonNode node, String field) throws IOException {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual()) {
            throw new IOException("frame without " + field);
        }
        return value.textValue();
    }

    private static ObjectNode object(JsonNode node, String field) throws IOException {
        if (node.get(field) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("frame without " + field);
    }

    private static byte[] bytes(JsonNode node) throws IOException {
        return Base64.getDecoder().decode(text(node, "bytes"));
    }
}
