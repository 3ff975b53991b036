package dev.tracemap.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.facet.DirectFacets;
import dev.tracemap.facet.Facets;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Message;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.ToolDefinition;
import dev.tracemap.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The same forty traces came in four encodings; they have to say the same.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParityTest {
    private static final List<String> TIMED =
            List.of("events.posthog.jsonl.gz", "otlp.genai.jsonl.gz", "otlp.openinference.jsonl.gz");

    private final Path folder = Path.of(System.getProperty("tracemap.root", "."), "../shared/data/tau/parity")
            .normalize();
    private final Map<String, Map<String, Trace>> traces = new HashMap<>();

    private record Call(
            String name, JsonNode arguments, @Nullable JsonNode result, boolean failed) {}

    private record Timing(
            String name,
            Instant start,
            Instant end,
            @Nullable Double latency,
            @Nullable Long input,
            @Nullable Long output) {}

    @BeforeEach
    void dataIsThere() {
        assumeTrue(Files.isDirectory(folder), "the shared data set is not at " + folder);
    }

    @Test
    void messagesAreTheSameInAllFour() {
        assertSame(trace -> conversation(trace).messages().stream()
                .map(said -> List.of(said.message().role(), spoken(said.message()), said.answer()))
                .toList());
    }

    @Test
    void toolCallsAreTheSameInAllFour() {
        assertSame(trace -> conversation(trace).calls().stream()
                .map(call -> new Call(call.name(), call.arguments(), call.result(), call.failed()))
                .toList());
    }

    @Test
    void facetsFromMessagesAreTheSameInAllFour() {
        assertSame(trace -> {
            Facets facets = DirectFacets.of(new Item.TraceItem(trace));
            return List.of(
                    facets.turnCount(),
                    facets.toolCallCount(),
                    facets.distinctTools(),
                    facets.toolCallSequence(),
                    facets.toolErrorCount(),
                    facets.retryCount(),
                    facets.claimedVsActualTools(),
                    facets.swallowedErrors(),
                    facets.languages());
        });
    }

    @Test
    void promptsOfEveryModelCallAreTheSameInAllFour() {
        assertSame(trace -> trace.spans()
                .filter(span -> span.work() instanceof Span.Generation)
                .map(span -> ((Span.Generation) span.work()))
                .map(call -> List.of(
                        call.input().stream().map(ParityTest::spoken).toList(),
                        call.output().stream().map(ParityTest::spoken).toList()))
                .toList());
    }

    /// In any order: calls made at once begin at the same millisecond.
    @Test
    void toolSpansAreTheSameInAllFour() {
        assertSame(trace -> trace.spans()
                .filter(span ->
                        span.work() instanceof Span.Operation && span.children().isEmpty())
                .map(span -> List.of(
                        span.name(),
                        String.valueOf(((Span.Operation) span.work()).input()),
                        String.valueOf(((Span.Operation) span.work()).output()),
                        span.event().isError()))
                .map(List::toString)
                .sorted()
                .toList());
    }

    @Test
    void timesAndTokensAreTheSameInThree() {
        Map<String, Object> expected = read(TIMED.getFirst(), ParityTest::timings);
        for (String file : TIMED) {
            assertEquals(expected, read(file, ParityTest::timings), file);
        }
    }

    @Test
    void toolDefinitionsAreTheSameInThree() {
        Map<String, Object> expected = read(TIMED.getFirst(), ParityTest::tools);
        for (String file : TIMED) {
            assertEquals(expected, read(file, ParityTest::tools), file);
        }
    }

    private void assertSame(Function<Trace, Object> view) {
        Map<String, Object> expected = read(TIMED.getFirst(), view);
        List<String> files = new ArrayList<>(TIMED);
        files.add("chat.jsonl.gz");
        for (String file : files) {
            Map<String, Object> found = read(file, view);
            assertEquals(expected.keySet(), found.keySet(), file);
            expected.forEach((id, said) -> assertEquals(said, found.get(id), file + " trace " + id));
        }
    }

    private Map<String, Object> read(String file, Function<Trace, Object> view) {
        Map<String, Object> views = new HashMap<>();
        traces.computeIfAbsent(file, this::traces).forEach((id, trace) -> views.put(id, view.apply(trace)));
        return views;
    }

    private Map<String, Trace> traces(String file) {
        Imported imported = new Imported();
        assertEquals(List.of(), imported.paths(folder.resolve(file)).errors());
        Map<String, List<Event>> byTrace = new TreeMap<>();
        for (Event event : imported.events()) {
            String id = String.valueOf(event.traceId()).replace("-", "");
            byTrace.computeIfAbsent(id, first -> new ArrayList<>()).add(event);
        }
        assertEquals(40, byTrace.size());
        Map<String, Trace> built = new TreeMap<>();
        byTrace.forEach((id, events) -> built.put(id, Trace.of(id, events)));
        return built;
    }

    private static Conversation conversation(Trace trace) {
        return Conversation.of(new Item.TraceItem(trace));
    }

    /// Empty parts apart: some encodings write an empty text beside a tool call, some nothing.
    private static List<Object> spoken(Message message) {
        List<Object> parts = new ArrayList<>();
        for (Message.Part part : message.parts()) {
            switch (part) {
                case Message.Text(String text) when text.isEmpty() -> {}
                case Message.ToolResult result -> parts.add(List.of(String.valueOf(result.callId()), result.content()));
                case Message.Text _, Message.Thinking _, Message.ToolCall _, Message.Media _, Message.Unknown _ ->
                    parts.add(part);
            }
        }
        return parts;
    }

    private static Object timings(Trace trace) {
        Set<Timing> timings = new HashSet<>();
        trace.spans()
                .filter(span -> !(span.work() instanceof Span.Operation)
                        || span.children().isEmpty())
                .forEach(span -> {
                    Event event = span.event();
                    timings.add(new Timing(
                            span.work() instanceof Span.Operation ? span.name() : "model call",
                            event.start(),
                            event.timestamp(),
                            event.latency(),
                            event.inputTokens(),
                            event.outputTokens()));
                });
        assertFalse(timings.isEmpty());
        return List.of(timings, trace.start(), trace.end(), trace.latency(), String.valueOf(trace.sessionId()));
    }

    private static Object tools(Trace trace) {
        Set<ToolDefinition> tools = new HashSet<>();
        trace.spans().forEach(span -> {
            if (span.work() instanceof Span.Generation call) {
                tools.addAll(call.tools());
            }
        });
        return tools;
    }
}
