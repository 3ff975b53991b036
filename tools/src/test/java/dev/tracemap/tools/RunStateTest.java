package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What an agent is told about a run that is at work or came to nothing, and about a turn that was skipped.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunStateTest {
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

    private JsonNode ask(String tool, String argument, String value) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode().put(argument, value);
        ToolResult result = small.catalogue().tools().stream()
                .filter(each -> each.name().equals(tool))
                .findFirst()
                .orElseThrow()
                .body()
                .call(arguments, Call.UNWATCHED);
        return ((ToolResult.Answer) result).structured();
    }

    private static RunRecord queued(String id) {
        return new RunRecord(
                id,
                1,
                Level.TRACE,
                "jrefunds",
                "Refunds",
                Status.QUEUED,
                "queued",
                0,
                1,
                SmallStore.NOW.minusSeconds(60),
                null,
                SmallStore.NOW.minus(Duration.ofDays(7)),
                SmallStore.NOW,
                RunInputs.DEFAULT.toJson(),
                0,
                0,
                0,
                0,
                List.of(),
                null);
    }

    @Test
    void aRunAtWorkSaysHowFarItIsAndWhatWentWrongOnTheWay() {
        String id = "1_trace_20261120_115900_jrefunds";
        small.store()
                .saveRun(queued(id)
                        .at("sample", 0)
                        .about(812)
                        .at("embed", 0)
                        .again("the disk is away")
                        .at("embed", 0.5));
        JsonNode answer = ask("get_run", "run_id", id);
        JsonNode run = answer.path("run");
        assertEquals("running", run.path("status").asText());
        assertEquals("embed", run.path("stage").asText());
        assertEquals(0.5, run.path("stage_done").asDouble());
        assertEquals(812, run.path("items").asInt());
        assertEquals(2, run.path("attempt").asInt());
        assertEquals("the disk is away", run.path("last_error").asText());
        assertTrue(run.path("seconds_left").asInt() > 0, answer.toString());
        assertTrue(answer.path("next_step").asText().contains("wait_seconds"), answer.toString());
        small.store().saveRun(queued(id).ended(Status.CANCELLED, null, SmallStore.NOW));
    }

    @Test
    void aFailedRunSaysWhereAndWhy() {
        String id = "1_trace_20261120_115800_jrefunds";
        small.store()
                .saveRun(queued(id)
                        .at("embed", 0.2)
                        .again("the disk is away")
                        .ended(Status.FAILED, "stage embed failed 2 times, at last: the disk is full", SmallStore.NOW));
        JsonNode run = ask("get_run", "run_id", id).path("run");
        assertEquals("failed", run.path("status").asText());
        assertEquals("embed", run.path("stage").asText());
        assertEquals(2, run.path("attempt").asInt());
        assertTrue(run.path("error").asText().endsWith("the disk is full"), run.toString());
        assertFalse(run.has("seconds_left"));
    }

    @Test
    void aSkippedTurnSaysWhyAndWhenTheNextOneIs() {
        small.store()
                .saveMark(new ScheduleMark(
                        1, "jdefault-trace", SmallStore.NOW, "skipped: only 8 items since yesterday, fewer than 20"));
        JsonNode job = ask("list_jobs", "job_id", "jdefault-trace").path("jobs").path(0);
        assertEquals(
                "skipped: only 8 items since yesterday, fewer than 20",
                job.path("last_turn").asText());
        assertTrue(job.path("next_turn").asText().startsWith("2026-11-2"), job.toString());
        assertTrue(job.path("enabled").asBoolean(), job.toString());
    }
}
