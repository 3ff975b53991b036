package dev.tracemap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.Sample;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithinTenantTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void peopleOfATenantSeeTheRunOverTheirOwnItemsAndNoOther() throws IOException, InterruptedException {
        Sample sample = new Generator().generate(new SampleParams(120, 11, END, Duration.ofDays(5)));
        String tenant = sample.truth().getFirst().tenant();
        Files.writeString(
                directory.resolve("tracemap.yaml"),
                "thresholds: {items: 3, users: 2, tenant: $groups.organization, within: " + tenant + "}\n");
        try (Workspace workspace = new Workspace(directory, InstantSource.fixed(END.plusSeconds(60)))) {
            workspace.store().append(sample.events());
            RunRecord all = run(workspace, RunInputs.DEFAULT);
            ObjectNode inputs = JsonNodeFactory.instance.objectNode();
            inputs.putArray("filters")
                    .addObject()
                    .put("property", "$groups.organization")
                    .put("operator", "exact")
                    .put("value", tenant);
            RunRecord own = run(workspace, RunInputs.parse(inputs));
            assertTrue(workspace
                            .store()
                            .run(Workspace.TEAM, own.runId())
                            .orElseThrow()
                            .items()
                    > 5);
            assertEquals(
                    List.of(own.runId()),
                    workspace.shown().runs(Workspace.TEAM, 10).stream()
                            .map(RunRecord::runId)
                            .toList());
            assertTrue(workspace.shown().run(Workspace.TEAM, all.runId()).isEmpty());
            assertEquals(List.of(), workspace.shown().clusters(all.runId()));
            assertEquals(
                    0, workspace.shown().extent(Workspace.TEAM).orElseThrow().traces());
        }
    }

    private static RunRecord run(Workspace workspace, RunInputs inputs) throws InterruptedException {
        RunRecord started = workspace.runs().start(Workspace.TEAM, inputs, null);
        return workspace.runs().await(Workspace.TEAM, started.runId(), Duration.ofMinutes(5), _ -> true);
    }
}
