package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.ScriptedLabeller;
import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.llm.ScriptedServer.Asked;
import dev.tracemap.llm.ScriptedServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plays a model that summarises and labels: answers by the schema it is given, with words from the text, an
/// overlong title, and one line reference in three invented.
public final class ScriptedReader {
    private static final Pattern LINE = Pattern.compile("(?m)^(L\\d+): (.*)$");
    private static final Pattern FENCE = Pattern.compile("<<<recording (\\S+)");

    /// Good answers by recording.
    final Map<String, Integer> answered = new ConcurrentHashMap<>();

    private final Random random = new Random(7);
    private final double failing;

    /// @param failing share of the requests that go wrong, in mixed ways
    public ScriptedReader(double failing) {
        this.failing = failing;
    }

    public Reply answer(Asked asked) {
        if (asked.path().endsWith("/embeddings")) {
            return ScriptedServer.embeddings(asked, ScriptedReader::vector);
        }
        double dice;
        int kind;
        synchronized (random) {
            dice = random.nextDouble();
            kind = random.nextInt(6);
        }
        if (dice < failing) {
            return switch (kind) {
                case 0 -> ScriptedServer.busy("0");
                case 1 -> ScriptedServer.status(500);
                case 2 -> new ScriptedServer.Raw(200, "application/json", "{not json");
                case 3 -> new ScriptedServer.Reset();
                case 4 -> ScriptedServer.completion(asked, "{\"title\": 7}");
                default -> ScriptedServer.completion(asked, "I would rather talk about something else.");
            };
        }
        if (ScriptedLabeller.concerns(asked)) {
            return ScriptedLabeller.answer(asked);
        }
        Matcher fence = FENCE.matcher(asked.text());
        if (fence.find()) {
            answered.merge(fence.group(1), 1, Integer::sum);
        }
        JsonNode schema = asked.body().at("/response_format/json_schema/schema");
        return ScriptedServer.completion(
                asked, instance(schema, "", lines(asked)).toString());
    }

    private static List<String[]> lines(Asked asked) {
        List<String[]> lines = new ArrayList<>();
        Matcher line = LINE.matcher(asked.text());
        while (line.find()) {
            lines.add(new String[] {line.group(1), line.group(2)});
        }
        return lines;
    }

    private static JsonNode instance(JsonNode schema, String name, List<String[]> lines) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (schema.has("enum")) {
            return schema.get("enum").get(0);
        }
        return switch (schema.path("type").asText()) {
            case "object" -> {
                ObjectNode object = nodes.objectNode();
                schema.path("properties")
                        .properties()
                        .forEach(each -> object.set(each.getKey(), instance(each.getValue(), each.getKey(), lines)));
                yield object;
            }
            case "array" -> {
                ArrayNode array = nodes.arrayNode();
                for (int i = 0; i < 3; i++) {
                    array.add(
                            name.equals("line_refs")
                                    ? nodes.textNode(i == 1 ? "L99999" : lines.get(lines.size() * i / 3)[0])
                                    : instance(schema.path("items"), name, lines));
                }
                yield array;
            }
            case "integer", "number" -> nodes.numberNode(2);
            case "boolean" -> nodes.booleanNode(true);
            default -> nodes.textNode(words(lines, name.equals("title") ? 14 : 9));
        };
    }

    /// The first words of the first line that a user said.
    private static String words(List<String[]> lines, int count) {
        String said = lines.stream()
                .map(line -> line[1])
                .dropWhile(line -> !line.contains("USER"))
                .skip(1)
                .findFirst()
                .orElse("nothing was said");
        List<String> words = new ArrayList<>(List.of(said.strip().split("\\s+", -1)));
        while (words.size() < count) {
            words.add("more");
        }
        return String.join(" ", words.subList(0, count));
    }

    private static float[] vector(String text) {
        float[] vector = new float[64];
        for (String word : text.toLowerCase(java.util.Locale.ROOT).split("\\W+", -1)) {
            vector[Math.floorMod(word.hashCode(), 64)]++;
        }
        return vector;
    }
}
