package dev.tracemap.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that others wrote, over both transports.
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RealClientsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theInspectorListsAndCallsInEveryEra(String era) throws Exception {
        Npm npm = Npm.with("inspector", "@modelcontextprotocol/inspector@2.12.0");
        try (Program program = Program.serving(directory)) {
            inspect(npm, era, List.of(program.url()));
        }
        inspect(npm, era, Program.onStdio(directory));
    }

    @Test
    void claudeConnectsOverBothTransports() throws Exception {
        Npm npm = Npm.with("claude", "@anthropic-ai/claude-code");
        Map<String, String> home = Map.of("HOME", directory.toString());
        try (Program program = Program.serving(directory)) {
            npm.run(home, "claude", "mcp", "add", "--transport", "http", "over-http", program.url())
                    .succeeds();
            List<String> add = new ArrayList<>(List.of("mcp", "add", "over-stdio", "--"));
            add.addAll(Program.onStdio(directory));
            npm.run(home, "claude", add.toArray(String[]::new)).succeeds();
            String list = npm.run(home, "claude", "mcp", "list").succeeds().output();
            assertEquals(2, list.split("Connected", -1).length - 1, list);
        }
    }

    @Test
    void claudeFindsThePluginInOrder() throws Exception {
        Npm npm = Npm.with("claude", "@anthropic-ai/claude-code");
        Map<String, String> home = Map.of("HOME", directory.toString());
        String root = System.getProperty("tracemap.root");
        npm.run(home, "claude", "plugin", "validate", root).succeeds();
        npm.run(home, "claude", "plugin", "validate", root + "/.claude-plugin/plugin.json")
                .succeeds();
    }

    private static void inspect(Npm npm, String era, List<String> target) throws Exception {
        assertTrue(inspect(npm, era, target, "--method", "tools/list").contains("\"get_clusters\""));
        assertTrue(inspect(
                        npm,
                        era,
                        target,
                        "--method",
                        "tools/call",
                        "--tool-name",
                        "query_sql",
                        "--tool-arg",
                        "sql=SELECT 40 + 2 AS answer")
                .contains("42"));
    }

    private static String inspect(Npm npm, String era, List<String> target, String... what) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--cli", "--protocol-era", era));
        arguments.addAll(List.of(what));
        arguments.add("--");
        arguments.addAll(target);
        return npm.run(Map.of(), "mcp-inspector", arguments.toArray(String[]::new))
                .succeeds()
                .output();
    }
}
