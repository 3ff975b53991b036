package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Resources, prompts and completions.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfferingsTest {
    @TempDir
    private static Path directory;

    private SmallStore small;

    @BeforeAll
    void open() {
        small = SmallStore.open(directory);
    }

    @AfterAll
    void close() {
        small.close();
    }

    @Test
    void everyListedResourceCanBeRead() {
        for (Resource resource : small.catalogue().resources().list()) {
            ResourceContents contents = read(resource.uri());
            assertEquals(resource.mimeType(), contents.mimeType());
            assertFalse(contents.text().isBlank(), resource.uri());
        }
    }

    @Test
    void runsClustersAndTracesHaveAddresses() {
        assertTrue(read("tracemap://runs/" + SmallStore.RUN).text().contains("Refunds for orders"));
        assertTrue(
                read("tracemap://runs/latest/clusters/1").text().contains("what people write about where parcels are"));
        assertTrue(read("tracemap://traces/trace-refund-0").text().contains("I want a refund for order 100"));
    }

    @Test
    void whereNothingStandsTheAnswerSaysWhatThereIs() {
        for (String uri : List.of(
                "tracemap://nope",
                "tracemap://runs/nope",
                "tracemap://runs/latest/clusters/77",
                "tracemap://traces/%zz",
                "skill://nope/SKILL.md")) {
            assertFalse(assertThrows(BadArgument.class, () -> read(uri), uri)
                    .getMessage()
                    .isBlank());
        }
    }

    @Test
    void promptsCarryTheTextOfTheSkills() {
        Prompts prompts = small.catalogue().prompts();
        for (Prompt prompt : prompts.list()) {
            boolean aboutACluster = prompt.arguments().getFirst().name().equals("cluster_id");
            String text = prompts.get(prompt.name(), aboutACluster ? Map.of("cluster_id", "3") : Map.of())
                    .texts()
                    .getFirst();
            assertTrue(text.contains("{}") || text.contains("{\""), prompt.name() + " shows no call");
            assertTrue(text.contains("instructions"), prompt.name() + " does not warn");
        }
    }

    @Test
    void wrongPromptsAreAdvice() {
        Prompts prompts = small.catalogue().prompts();
        assertTrue(assertThrows(BadArgument.class, () -> prompts.get("nope", Map.of()))
                .getMessage()
                .contains("most_expensive"));
        assertTrue(assertThrows(BadArgument.class, () -> prompts.get("what_is_in_cluster", Map.of()))
                .getMessage()
                .contains("cluster_id is missing"));
        assertTrue(assertThrows(BadArgument.class, () -> prompts.get("error_heavy", Map.of("x", "1")))
                .getMessage()
                .contains("run_id"));
    }

    @Test
    void idsAreCompleted() {
        Completions completions = small.catalogue().completions();
        assertEquals(List.of(SmallStore.RUN, SmallStore.FORMER_RUN), completions.complete("run_id", "1_tr"));
        assertEquals(List.of("0", "1", "-1"), completions.complete("cluster_id", ""));
        assertEquals(List.of(), completions.complete("cluster_id", "", Map.of("run_id", "nope")));
        assertEquals(
                List.of("trace-parcel-2", "trace-parcel-1", "trace-parcel-0"),
                completions.complete("trace_id", "trace-p"));
        assertEquals(List.of(), completions.complete("trace_id", "x' OR (1"));
        assertEquals(List.of(), completions.complete("colour", "r"));
    }

    private ResourceContents read(String uri) {
        return small.catalogue().resources().read(uri);
    }
}
