package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What models cost, in US dollars per million tokens.
///
/// The file is `{"models": {"gpt-4.1": {"input": 2, "output": 8, "cache_read": 0.5, "cache_write": …}}}`. A model is
/// found by its exact name or, for dated and qualified variants (`gpt-4.1-2025-04-14`, `openai/gpt-4.1`,
/// `claude-sonnet-4-5@20250929`), by the longest name it begins with. `gpt-4.1-mini` is no variant of `gpt-4.1`: what
/// is not in the table has no price, rather than a wrong one.
public final class PriceTable {
    private static final Pattern QUALIFIER =
            Pattern.compile("^(.*/|([a-z-]+\\.)?(anthropic|meta|mistral|cohere|google)\\.)");
    private static final Pattern VARIANT = Pattern.compile(
            "([-@:](latest|preview|exp|stable|fast|20\\d\\d-\\d\\d-\\d\\d|\\d{8}|\\d{3,4}|\\d\\d-\\d\\d(-\\d{4})?|v\\d+(:\\d+)?)|\\[1m])+");
    private static final double PER_TOKEN = 1e-6;

    private final Map<String, Price> prices;

    private PriceTable(Map<String, Price> prices) {
        this.prices = prices;
    }

    /// In US dollars per million tokens.
    ///
    /// @param cacheRead price of input that was read from the cache; the input price where the source names none
    /// @param cacheWrite price of input that was written to the cache; likewise
    public record Price(double input, double output, double cacheRead, double cacheWrite) {}

    /// The table that comes with the program.
    public static PriceTable standard() {
        try (InputStream in = PriceTable.class.getResourceAsStream("prices.json")) {
            if (in == null) {
                throw new IllegalStateException("prices.json is missing from the program");
            }
            return new PriceTable(parse(Json.MAPPER.readTree(in), "prices.json"));
        } catch (IOException e) {
            throw new IllegalStateException("prices.json in the program cannot be read", e);
        }
    }

    /// This table with the models of a user's file in front of it.
    ///
    /// @throws IOException when the file cannot be read
    /// @throws IllegalArgumentException when it is not a price table, naming the model at fault
    public PriceTable overriddenBy(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Map<String, Price> merged = new HashMap<>(prices);
            merged.putAll(parse(Json.MAPPER.readTree(in), file.toString()));
            return new PriceTable(merged);
        }
    }

    private static Map<String, Price> parse(JsonNode root, String file) {
        Map<String, Price> prices = new HashMap<>();
        if (!root.path("models").isObject()) {
            throw new IllegalArgumentException(
                    file + ": expected {\"models\": {\"name\": {\"input\": …, \"output\": …}}}");
        }
        for (Map.Entry<String, JsonNode> model : root.path("models").properties()) {
            JsonNode price = model.getValue();
            if (!price.path("input").isNumber() || !price.path("output").isNumber()) {
                throw new IllegalArgumentException(file + ": model '" + model.getKey()
                        + "' needs \"input\" and \"output\" in US dollars per million tokens");
            }
            double input = price.path("input").doubleValue();
            prices.put(
                    model.getKey().toLowerCase(Locale.ROOT),
                    new Price(
                            input,
                            price.path("output").doubleValue(),
                            price.path("cache_read").asDouble(input),
                            price.path("cache_write").asDouble(input)));
        }
        return prices;
    }

    /// What pricing an event came to.
    public enum Outcome {
        /// Nothing to price: no model call, no tokens, or the source knows the cost.
        NOT_NEEDED,
        PRICED,
        /// The table does not know the model; the event stays without a cost.
        UNKNOWN_MODEL
    }

    /// Adds `$ai_input_cost_usd`, `$ai_output_cost_usd` and `$ai_total_cost_usd` to a model call whose source gives
    /// tokens but no cost, and says so in `$ai_cost_model_source`. Only to be used before the event is handed on.
    public Outcome price(Event event) {
        boolean modelCall =
                event.name().equals(Event.GENERATION) || event.name().equals(Event.EMBEDDING);
        Long input = event.inputTokens();
        Long output = event.outputTokens();
        if (!modelCall || event.totalCostUsd() != null || (input == null && output == null)) {
            return Outcome.NOT_NEEDED;
        }
        String model = event.model();
        Price price = model == null ? null : find(model);
        if (price == null) {
            return Outcome.UNKNOWN_MODEL;
        }
        double inputCost = input(event, price, input == null ? 0 : input);
        double outputCost = (output == null ? 0 : output) * price.output() * PER_TOKEN;
        event.properties()
                .put("$ai_input_cost_usd", inputCost)
                .put("$ai_output_cost_usd", outputCost)
                .put("$ai_total_cost_usd", inputCost + outputCost)
                .put("$ai_cost_model_source", "price table");
        return Outcome.PRICED;
    }

    /// Most providers count cached tokens as part of the input, Anthropic counts them beside it.
    private static double input(Event event, Price price, long input) {
        Long read = event.cacheReadInputTokens();
        Long written = event.cacheCreationInputTokens();
        long cacheRead = read == null ? 0 : read;
        long cacheWritten = written == null ? 0 : written;
        boolean beside =
                event.properties().path("$ai_cache_reporting_exclusive").asBoolean(false)
                        || cacheRead + cacheWritten > input;
        long plain = beside ? input : input - cacheRead - cacheWritten;
        return (plain * price.input() + cacheRead * price.cacheRead() + cacheWritten * price.cacheWrite()) * PER_TOKEN;
    }

    /// The price of a model or of what it is a variant of, or null.
    public @Nullable Price find(String model) {
        String name = model.toLowerCase(Locale.ROOT).strip();
        Price found = exactOrVariant(name);
        if (found != null) {
            return found;
        }
        String bare = QUALIFIER.matcher(name).replaceFirst("");
        return bare.equals(name) ? null : exactOrVariant(bare);
    }

    private @Nullable Price exactOrVariant(String name) {
        Price exact = prices.get(name);
        if (exact != null) {
            return exact;
        }
        for (int length = name.length() - 1; length > 0; length--) {
            Price known = prices.get(name.substring(0, length));
            if (known != null && VARIANT.matcher(name.substring(length)).matches()) {
                return known;
            }
        }
        return null;
    }
}
