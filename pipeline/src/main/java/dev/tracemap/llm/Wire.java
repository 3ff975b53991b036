package dev.tracemap.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonField;
import com.openai.core.JsonMissing;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.Timeout;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One attempt over the network, through OpenAI's client. Bodies are JSON of ours, because compatible servers leave
/// out or add what the client's types would insist on. The client's own retries are off: ours know the other calls.
final class Wire implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Endpoint endpoint;
    private final OpenAIClient client;

    Wire(Endpoint endpoint, Duration timeout) {
        this.endpoint = endpoint;
        this.client = OpenAIOkHttpClient.builder()
                .apiKey(endpoint.key())
                .baseUrl(endpoint.url())
                .timeout(Timeout.builder().request(timeout).build())
                .maxRetries(0)
                .followRedirects(false)
                .disableTelemetry(true)
                .build();
    }

    @SuppressWarnings("MustBeClosedChecker") // json() closes it.
    JsonNode chat(ObjectNode body) throws AttemptFailed {
        JsonField<List<ChatCompletionMessageParam>> ours = missing();
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .messages(ours)
                .model(Wire.<com.openai.models.ChatModel>missing())
                .additionalBodyProperties(values(body))
                .build();
        return having(
                "choices",
                json(() -> client.chat().completions().withRawResponse().create(params)));
    }

    @SuppressWarnings("MustBeClosedChecker") // json() closes it.
    JsonNode embed(ObjectNode body) throws AttemptFailed {
        EmbeddingCreateParams params = EmbeddingCreateParams.builder()
                .input(Wire.<EmbeddingCreateParams.Input>missing())
                .model(Wire.<com.openai.models.embeddings.EmbeddingModel>missing())
                .additionalBodyProperties(values(body))
                .build();
        return having("data", json(() -> client.embeddings().withRawResponse().create(params)));
    }

    /// @param lines the requests of a batch
    /// @return the file as the server keeps it
    @SuppressWarnings("MustBeClosedChecker") // json() closes it.
    JsonNode upload(byte[] lines) throws AttemptFailed {
        FileCreateParams params = FileCreateParams.builder()
                .file(MultipartField.<InputStream>builder()
                        .value(new ByteArrayInputStream(lines))
                        .filename("requests.jsonl")
                        .build())
                .purpose(FilePurpose.BATCH)
                .build();
        return having("id", json(() -> client.files().withRawResponse().create(params), true));
    }

    @SuppressWarnings("MustBeClosedChecker") // json() closes it.
    JsonNode createBatch(String fileId) throws AttemptFailed {
        BatchCreateParams params = BatchCreateParams.builder()
                .inputFileId(fileId)
                .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                .completionWindow(BatchCreateParams.CompletionWindow._24H)
                .build();
        return having("id", json(() -> client.batches().withRawResponse().create(params), true));
    }

    @SuppressWarnings("MustBeClosedChecker") // json() closes it.
    JsonNode batch(String batchId) throws AttemptFailed {
        return having("status", json(() -> client.batches().withRawResponse().retrieve(batchId), true));
    }

    /// The newest batches of the account.
    @SuppressWarnings("MustBeClosedChecker") // json() closes it.
    JsonNode batches() throws AttemptFailed {
        BatchListParams params = BatchListParams.builder().limit(100).build();
        return json(() -> client.batches().withRawResponse().list(params), true);
    }

    /// A file's text, as a JSON string.
    @SuppressWarnings("MustBeClosedChecker") // text() closes it.
    JsonNode content(String fileId) throws AttemptFailed {
        return JsonNodeFactory.instance.textNode(text(() -> client.files().content(fileId), true));
    }

    @Override
    public void close() {
        client.close();
    }

    /// Some servers wrap an error of their own in a success.
    private JsonNode having(String field, JsonNode answer) throws AttemptFailed {
        JsonNode value = answer.path(field);
        if (value.isContainerNode() ? value.isEmpty() : value.asText().isEmpty()) {
            throw new AttemptFailed(AttemptFailed.Kind.PASSING, endpoint + " answered without '" + field + "'", null);
        }
        return answer;
    }

    @SuppressWarnings("unchecked") // It has no value of any type.
    private static <T> JsonField<T> missing() {
        return (JsonField<T>) JsonMissing.of();
    }

    private static Map<String, JsonValue> values(ObjectNode body) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        body.properties().forEach(each -> values.put(each.getKey(), JsonValue.fromJsonNode(each.getValue())));
        return values;
    }

    private JsonNode json(Supplier<? extends HttpResponse> call) throws AttemptFailed {
        return json(call, false);
    }

    /// @param optional whether a server without this part of the API is none the worse for it
    private JsonNode json(Supplier<? extends HttpResponse> call, boolean optional) throws AttemptFailed {
        return object(text(call, optional));
    }

    private String text(Supplier<? extends HttpResponse> call, boolean optional) throws AttemptFailed {
        try (HttpResponse response = call.get()) {
            String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
            if (body.stripLeading().startsWith("<")) {
                throw new AttemptFailed(
                        optional ? AttemptFailed.Kind.REQUEST : AttemptFailed.Kind.FATAL,
                        endpoint
                                + " answers with a web page, not with JSON: is OPENAI_BASE_URL right (it often ends in /v1)?",
                        null);
            }
            return body;
        } catch (OpenAIServiceException e) {
            throw refused(e, optional);
        } catch (OpenAIIoException | IOException | UncheckedIOException e) {
            throw new AttemptFailed(AttemptFailed.Kind.PASSING, endpoint + " cannot be reached or broke off", null);
        } catch (OpenAIException e) {
            throw new AttemptFailed(AttemptFailed.Kind.PASSING, endpoint + " gave an answer that is not HTTP", null);
        }
    }

    private JsonNode object(String body) throws AttemptFailed {
        try {
            JsonNode parsed = MAPPER.readTree(body);
            if (parsed instanceof ObjectNode) {
                return parsed;
            }
        } catch (JsonProcessingException e) {
            // Told below: the parser's message would quote the answer.
        }
        throw new AttemptFailed(AttemptFailed.Kind.PASSING, endpoint + " gave an answer that is not JSON", null);
    }

    /// The server's own words are left out: some servers repeat the key or the prompt in them.
    private AttemptFailed refused(OpenAIServiceException e, boolean optional) {
        int status = e.statusCode();
        String code = e.code().orElse("").toLowerCase(Locale.ROOT);
        String said = endpoint + " answered " + status;
        return switch (status) {
            case 401, 403 ->
                new AttemptFailed(
                        AttemptFailed.Kind.FATAL, said + ": it does not accept the key in OPENAI_API_KEY", null);
            case 404, 405, 301, 302, 307, 308 ->
                optional
                        ? new AttemptFailed(AttemptFailed.Kind.REQUEST, said + ": it has no batches", null)
                        : new AttemptFailed(
                                AttemptFailed.Kind.FATAL,
                                said + ": wrong OPENAI_BASE_URL, or a model it does not have",
                                null);
            case 429 ->
                code.equals("insufficient_quota")
                        ? new AttemptFailed(AttemptFailed.Kind.FATAL, said + ": the account's quota is used up", null)
                        : new AttemptFailed(
                                AttemptFailed.Kind.BUSY, said + " (too many requests)", retryAfter(e.headers()));
            case 408, 409 -> new AttemptFailed(AttemptFailed.Kind.PASSING, said, retryAfter(e.headers()));
            default ->
                status >= 500
                        ? new AttemptFailed(AttemptFailed.Kind.PASSING, said, retryAfter(e.headers()))
                        : new AttemptFailed(
                                AttemptFailed.Kind.REQUEST, said + ": it does not accept the request", null);
        };
    }

    /// Seconds, or OpenAI's finer `retry-after-ms`. Dates are rare and wait like no header at all.
    private static @Nullable Duration retryAfter(Headers headers) {
        for (String millis : headers.values("retry-after-ms")) {
            if (millis.matches("\\d{1,7}")) {
                return Duration.ofMillis(Long.parseLong(millis));
            }
        }
        for (String seconds : headers.values("retry-after")) {
            if (seconds.matches("\\d{1,4}(\\.\\d{1,6})?")) {
                return Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
            }
        }
        return null;
    }
}
