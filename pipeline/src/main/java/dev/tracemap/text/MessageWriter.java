package dev.tracemap.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.text.TraceText.Lines;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Media;
import dev.tracemap.trace.Message.Part;
import dev.tracemap.trace.Message.Text;
import dev.tracemap.trace.Message.Thinking;
import dev.tracemap.trace.Message.ToolCall;
import dev.tracemap.trace.Message.ToolResult;
import dev.tracemap.trace.Message.Unknown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes messages as `[n] ROLE` and their parts below; a message that was shown before is only referred to.
final class MessageWriter {
    private final Lines lines;
    private final Map<Integer, List<Call>> answers = new HashMap<>();

    MessageWriter(Conversation conversation, Lines lines) {
        this.lines = lines;
        for (Call call : conversation.calls()) {
            answers.computeIfAbsent(call.answeredIn(), _ -> new ArrayList<>()).add(call);
        }
    }

    /// A message of one line stands beside its role, so that a sample of the lines does not hit roles only.
    void write(String prefix, Said said) {
        String title = prefix + "[" + said.number() + "] " + said.message().role();
        List<String> body = new ArrayList<>();
        int before = lines.size();
        int answer = 0;
        for (Part part : said.message().parts()) {
            body.addAll(part instanceof ToolResult result ? answer(said.number(), answer++, result) : part(part));
        }
        if (body.size() == 1) {
            lines.add(title + ": " + body.getFirst());
        } else {
            lines.add(body.isEmpty() ? title + " (empty)" : title);
            body.forEach(line -> lines.add(prefix + "  " + line));
        }
        lines.message(said.number(), before);
    }

    /// `[1]-[7] as above`
    void repeated(String prefix, List<Said> said) {
        List<String> ranges = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= said.size(); i++) {
            boolean follows =
                    i < said.size() && said.get(i).number() == said.get(i - 1).number() + 1;
            if (!follows) {
                int first = said.get(from).number();
                int last = said.get(i - 1).number();
                ranges.add(first == last ? "[" + first + "]" : "[" + first + "]-[" + last + "]");
                from = i;
            }
        }
        lines.addAll(prefix, Excerpt.of(String.join(", ", ranges), Excerpt.VALUE) + " as above");
    }

    /// A tool's answer.
    static List<String> result(String label, JsonNode content, boolean failed) {
        return block(label + (failed ? " ERROR" : "") + ": ", PartText.content(content, Excerpt.FIELD));
    }

    /// A labelled text; several lines go below the label.
    static List<String> block(String label, String text) {
        List<String> shown = Visible.lines(text);
        if (shown.size() <= 1) {
            return List.of(label + (shown.isEmpty() ? "(empty)" : shown.getFirst()));
        }
        List<String> block = new ArrayList<>(List.of(label));
        shown.forEach(line -> block.add("  " + line));
        return block;
    }

    private static List<String> part(Part part) {
        return switch (part) {
            case Text text -> Visible.lines(Excerpt.of(text.text().strip(), Excerpt.FIELD));
            case Thinking thinking ->
                block("(thinking) ", Excerpt.of(thinking.text().strip(), Excerpt.FIELD));
            case ToolCall call -> List.of(PartText.call(call.name(), call.arguments()));
            case ToolResult result -> result("result", result.content(), result.isError());
            case Media media -> List.of(PartText.media(media));
            case Unknown unknown -> Visible.lines(PartText.content(unknown.block(), Excerpt.FIELD));
        };
    }

    private List<String> answer(int number, int index, ToolResult result) {
        Call call = call(number, index, result);
        String name = call != null ? call.name() : result.name();
        boolean failed = result.isError() || (call != null && call.failed());
        return result(name == null ? "result" : Visible.line(name) + " result", result.content(), failed);
    }

    private @Nullable Call call(int number, int index, ToolResult result) {
        List<Call> calls = answers.getOrDefault(number, List.of());
        for (Call call : calls) {
            if (result.callId() != null && result.callId().equals(call.id())) {
                return call;
            }
        }
        return index < calls.size() ? calls.get(index) : null;
    }
}
