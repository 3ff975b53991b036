package dev.tracemap.ingest.convert;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.ingest.convert.PriceTable.Outcome;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceTableTest {
    private static final Origin ORIGIN = new Origin(1, "test", Instant.EPOCH);

    private final PriceTable table = PriceTable.standard();

    @Test
    void variantsAreFoundButNotNeighbours() {
        for (String known : List.of(
                "gpt-4.1",
                "gpt-4.1-2025-04-14",
                "openai/gpt-4.1",
                "claude-sonnet-4-5-20250929",
                "claude-sonnet-4-5@20250929",
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "claude-opus-5-5[1m]",
                "models/gemini-2.5-pro-preview-05-06",
                "GPT-4o-mini")) {
            assertNotNull(table.find(known), known);
        }
        for (String unknown : List.of("gpt-4.9", "gpt-4.1-huge", "llama-2-13b-chat-lora", "gpt", "")) {
            assertNull(table.find(unknown), unknown);
        }
    }

    @Test
    void cachedTokensArePartOfTheInput() {
        Event event = call("gpt-4.1", 1000, 100, 400L);
        assertEquals(Outcome.PRICED, table.price(event));
        assertEquals((600 * 2 + 400 * 0.5) / 1e6 + 100 * 8 / 1e6, requireNonNull(event.totalCostUsd()), 1e-12);
        assertEquals("price table", event.text("$ai_cost_model_source"));
    }

    @Test
    void cachedTokensMayStandBesideTheInput() {
        Event event = call("claude-sonnet-4-5", 10, 0, 1000L);
        table.price(event);
        assertEquals((10 * 3 + 1000 * 0.3) / 1e6, requireNonNull(event.totalCostUsd()), 1e-12);
    }

    @Test
    void unknownModelHasNoCost() {
        Event event = call("llama-2-13b-chat-lora", 10, 5, null);
        assertEquals(Outcome.UNKNOWN_MODEL, table.price(event));
        assertNull(event.totalCostUsd());
    }

    @Test
    void costOfTheSourceStays() {
        Event event = call("gpt-4.1", 10, 5, null);
        event.properties().put("$ai_total_cost_usd", 7);
        assertEquals(Outcome.NOT_NEEDED, table.price(event));
        assertEquals(7, event.totalCostUsd());
    }

    @Test
    void usersOverrideAndExtend(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), """
                {"models": {"gpt-4.1": {"input": 4, "output": 0}, "Mine": {"input": 1, "output": 1}}}""");
        PriceTable own = table.overriddenBy(file);
        Event event = call("gpt-4.1-2025-04-14", 1_000_000, 9, null);
        own.price(event);
        assertEquals(4.0, event.totalCostUsd());
        assertNotNull(own.find("mine"));
        assertNotNull(own.find("gpt-4o"));
        Files.writeString(file, "{\"models\": {\"x\": {\"input\": \"dear\"}}}");
        String message = assertThrows(IllegalArgumentException.class, () -> table.overriddenBy(file))
                .getMessage();
        assertTrue(String.valueOf(message).contains("model 'x' needs"), message);
    }

    private static Event call(String model, long input, long output, @Nullable Long cached) {
        return new Draft(Event.GENERATION, "t")
                .put("$ai_model", model)
                .put("$ai_input_tokens", (Long) input)
                .put("$ai_output_tokens", (Long) output)
                .put("$ai_cache_read_input_tokens", cached)
                .build(ORIGIN, "u", Instant.EPOCH, "");
    }
}
