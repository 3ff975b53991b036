package dev.tracemap.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ScriptedServer.Asked;
import dev.tracemap.llm.ScriptedServer.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The files and batches of OpenAI's protocol, as a script: every question of a batch is put to the chat script, and
/// what comes of it stands in the output file in another order than asked.
public final class ScriptedBatches {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// How a batch ends.
    ///
    /// @param status `completed`, `expired`, `failed`
    /// @param unanswered every so-manieth question stands in the error file; 0 = none
    public record End(String status, int unanswered) {}

    public final AtomicInteger uploads = new AtomicInteger();
    public final AtomicInteger created = new AtomicInteger();
    public final AtomicInteger questions = new AtomicInteger();

    private final Function<Asked, Reply> chat;
    private final End end;
    private final BooleanSupplier over;
    private final int lostWords;
    private final Map<String, List<String>> files = new LinkedHashMap<>();
    private final Map<String, ObjectNode> batches = new LinkedHashMap<>();

    /// @param over whether batches have come to their end
    /// @param lostWords so many replies to the making of a batch never arrive, though it is made
    public ScriptedBatches(Function<Asked, Reply> chat, End end, BooleanSupplier over, int lostWords) {
        this.chat = chat;
        this.end = end;
        this.over = over;
        this.lostWords = lostWords;
    }

    public synchronized Reply answer(Asked asked) {
        String[] path = asked.path().split("/", -1);
        return switch (path[2]) {
            case "files" -> asked.method().equals("POST") ? upload(asked) : content(path[3]);
            case "batches" -> {
                if (asked.method().equals("POST")) {
                    yield create(asked);
                }
                yield path.length > 3 ? state(path[3], asked) : list();
            }
            default -> chat.apply(asked);
        };
    }

    private Reply upload(Asked asked) {
        String id = "file-" + uploads.incrementAndGet();
        List<String> lines = asked.raw()
                .lines()
                .filter(line -> line.startsWith("{\"custom_id\""))
                .toList();
        questions.addAndGet(lines.size());
        files.put(id, lines);
        return json(object().put("id", id).put("object", "file").put("purpose", "batch"));
    }

    private Reply create(Asked asked) {
        String id = "batch-" + created.incrementAndGet();
        String file = asked.body().path("input_file_id").asText();
        ObjectNode batch = object().put("id", id).put("object", "batch").put("input_file_id", file);
        batch.put("endpoint", asked.body().path("endpoint").asText()).put("status", "validating");
        batches.put(id, batch);
        return created.get() <= lostWords ? new ScriptedServer.Reset() : json(batch);
    }

    private Reply list() {
        ObjectNode list = object().put("object", "list").put("has_more", false);
        batches.values().forEach(list.putArray("data")::add);
        return json(list);
    }

    private Reply state(String id, Asked asked) {
        ObjectNode batch = batches.get(id);
        List<String> lines = files.get(batch.path("input_file_id").asText());
        batch.putObject("request_counts")
                .put("total", lines.size())
                .put("completed", 0)
                .put("failed", 0);
        if (!over.getAsBoolean()) {
            return json(batch.put("status", "in_progress"));
        }
        if (!batch.has("output_file_id") && !end.status().equals("failed")) {
            finish(batch, lines, asked);
        }
        return json(batch.put("status", end.status()));
    }

    private void finish(ObjectNode batch, List<String> lines, Asked asked) {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode question = tree(lines.get(i));
            ObjectNode result = object().put("id", "r" + i)
                    .put("custom_id", question.path("custom_id").asText());
            if (end.unanswered() > 0 && i % end.unanswered() == 0) {
                result.putNull("response").putObject("error").put("code", "batch_expired");
                bad.add(result.toString());
            } else {
                String raw = question.path("body").toString();
                Asked alone = new Asked("POST", "/v1/chat/completions", question.path("body"), raw, asked.number(), "");
                if (chat.apply(alone)
                        instanceof ScriptedServer.Json(int status, JsonNode body, Map<String, String> _)) {
                    result.putObject("response").put("status_code", status).set("body", body);
                }
                good.add(result.putNull("error").toString());
            }
        }
        Collections.shuffle(good, new Random(3));
        batch.put("output_file_id", put("out-", batch, good));
        if (!bad.isEmpty()) {
            batch.put("error_file_id", put("err-", batch, bad));
        }
    }

    private String put(String kind, ObjectNode batch, List<String> lines) {
        String id = kind + batch.path("id").asText();
        files.put(id, lines);
        return id;
    }

    private Reply content(String file) {
        return new ScriptedServer.Raw(200, "application/octet-stream", String.join("\n", files.get(file)) + "\n");
    }

    private static Reply json(JsonNode body) {
        return new ScriptedServer.Json(200, body.deepCopy(), Map.of());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
