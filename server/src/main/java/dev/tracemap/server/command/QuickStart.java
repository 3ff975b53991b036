package dev.tracemap.server.command;

import dev.tracemap.server.console.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// Starts the MCP server without the command-line library, which costs more than half of the time that a client
/// waits for the first answer.
public final class QuickStart {
    private QuickStart() {}

    /// Empty for every command line but `mcp` and `mcp --data-dir DIR`.
    public static OptionalInt run(List<String> arguments, Console console) {
        boolean plain = arguments.equals(List.of("mcp"));
        boolean placed = arguments.size() == 3
                && arguments.subList(0, 2).equals(List.of("mcp", "--data-dir"))
                && !arguments.getLast().startsWith("-");
        if (!plain && !placed) {
            return OptionalInt.empty();
        }
        McpCommand command = new McpCommand();
        if (placed) {
            command.common.dataDir = Path.of(arguments.getLast());
        }
        try {
            return OptionalInt.of(command.run(console));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.of(1);
        }
    }
}
