package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelftestCommandTest {
    private static final String OWN = """
            families:
              - family: garden
                leaves:
                  - leaf: watering
                    about: How often a plant needs water
                    ask:
                      - "how often {do|should} i water {my|the} {tomatoes|basil|roses} in {summer|july}?"
                      - "my {basil|rose} {dries out|wilts}, how much water does it need {a day|a week}?"
                    answer: ["Water it in the morning, every second day."]
                  - leaf: pests
                    about: Insects on plants
                    tools: [pest_guide]
                    ask:
                      - "there are {aphids|small green insects|lice} on my {roses|beans}, how do i {get rid of|kill} them?"
                      - "{snails|slugs|caterpillars} {eat|destroy} the {lettuce|cabbage}, what {helps|drives them away}?"
                    answer: ["Wash them off with soapy water."]
            failures:
              - family: tools break
                leaves:
                  - {leaf: guide is down, kind: swallowed_error, lines: ['{"error":"guide offline"}']}
            """;

    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(directory);
    }

    @Test
    void anOwnTaxonomyIsPlantedFoundAndHeldAgainstAMinimum() throws IOException {
        Path file = directory.resolve("garden.yaml");
        Files.writeString(file, OWN);
        int code = shell.run(
                "selftest",
                "--json",
                "--taxonomy",
                file.toString(),
                "--traces",
                "120",
                "--axes",
                "summary,nosuchfacet",
                "--min",
                "1.01");
        assertEquals(1, code, shell.err());
        JsonNode report = shell.json();
        JsonNode intents = report.get("intents");
        assertTrue(intents.get("supervised").doubleValue() > 0.8, report.toString());
        assertTrue(
                intents.at("/by_chance/supervised").doubleValue()
                        < intents.get("supervised").doubleValue(),
                report.toString());
        assertEquals(2, intents.get("leaves").size());
        assertEquals(1, report.at("/failures/leaves").size());
        assertTrue(report.at("/notes/0").textValue().contains("nosuchfacet"), report.toString());
        assertEquals(1, report.get("axes").size());
        assertTrue(report.get("below").size() >= 1);
    }

    @Test
    void aTaxonomyThatCannotBeUsedSaysWhere() throws IOException {
        Path file = directory.resolve("broken.yaml");
        Files.writeString(file, OWN.replace("kind: swallowed_error", "kind: sulking"));
        assertTrue(shell.run("selftest", "--taxonomy", file.toString()) != 0);
        String said = shell.err();
        assertTrue(said.contains("broken.yaml") && said.contains("guide is down") && said.contains("sulking"), said);
    }
}
